/** Reading Kubernetes objects without trusting their shape. */
import type { JsonObject, JsonValue, Resource } from '@kusion/spec'
import type { Result } from '@kusion/engine'

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of keys; undefined where something on the way is missing. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = value
  for (const key of path) {
    if (!isObject(current)) return undefined
    current = current[key]
  }
  return current
}

export function textAt(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export function numberAt(value: JsonValue | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

export function listAt(value: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? (found as readonly JsonValue[]).filter(isObject) : []
}

/** What names an object: enough to build its path once its kind is known. */
export interface ObjectName {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
}

export function describe(object: ObjectName): string {
  return `${object.kind} ${object.name}${object.namespace === undefined ? '' : ` in ${object.namespace}`}`
}

/** The id of an object in the observation stream, in the form of resource ids. */
export function objectId(object: ObjectName): string {
  const place = object.namespace === undefined ? [] : [object.namespace]
  return [object.apiVersion, object.kind, ...place, object.name].join(':')
}

export function nameOf(object: JsonObject): ObjectName {
  return {
    apiVersion: textAt(object, 'apiVersion') ?? '',
    kind: textAt(object, 'kind') ?? '',
    namespace: textAt(object, 'metadata', 'namespace'),
    name: textAt(object, 'metadata', 'name') ?? '',
  }
}

/** Names what a resource is about, and refuses ids that disagree with the attributes. */
export function verifiedName(resource: Resource): Result<ObjectName> {
  const named = nameOf(resource.attributes)
  const parts = resource.id.split(':')
  const expected = [named.apiVersion, named.kind]
  const agrees =
    named.name !== '' &&
    (parts.length === 3 || parts.length === 4) &&
    parts[0] === expected[0] &&
    parts[1] === expected[1] &&
    parts.at(-1) === named.name &&
    (parts.length === 3 || named.namespace === undefined || parts[2] === named.namespace)
  if (agrees)
    return { ok: true, value: { ...named, namespace: named.namespace ?? (parts.length === 4 ? parts[2] : undefined) } }
  return {
    ok: false,
    failure: {
      code: 'invalid',
      message: `resource ${resource.id} does not agree with its attributes, which say ${objectId(named)}`,
      retryable: false,
      next: 'make the id `apiVersion:Kind[:namespace]:name` of the attributes',
    },
  }
}

const noise = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']

/** An object without what the server keeps for itself. */
export function withoutNoise(object: JsonObject): JsonObject {
  const { status: _status, metadata, ...rest } = object
  if (!isObject(metadata)) return rest
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !noise.includes(key))) }
}

/** What is sent: the attributes without the empty marks that generators leave. */
export function applyBody(attributes: JsonObject, name: ObjectName): JsonObject {
  const { status, metadata, ...rest } = attributes
  const { creationTimestamp: _creationTimestamp, ...kept } = isObject(metadata) ? metadata : {}
  const place = name.namespace === undefined ? {} : { namespace: name.namespace }
  const empty = status === undefined || status === null || (isObject(status) && Object.keys(status).length === 0)
  return { ...rest, metadata: { ...kept, ...place }, ...(empty ? {} : { status }) }
}

/** Deep equality of JSON values; the order of keys does not count. */
export function sameValue(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item: JsonValue, index) => sameValue(item, (right as readonly JsonValue[])[index]))
    )
  }
  if (!isObject(left) || !isObject(right)) return false
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && sameValue(left[key], right[key]))
  )
}

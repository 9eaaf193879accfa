/** Patchers: what one module changes in the resources of others. */
import type { JsonObject, JsonValue, Resource } from '@kusion/spec'
import { isObject, listAt, objectAt } from '../kubernetes.ts'
import type { JsonPatcher, Patcher } from '../module.ts'

/** As a value in a merge patch: the key is taken out. */
const REMOVE = 'ops://kusionstack.io/remove'

export type Patched =
  | { readonly ok: true; readonly resources: readonly Resource[] }
  | { readonly ok: false; readonly message: string }

export function applyPatcher(resources: readonly Resource[], patcher: Patcher): Patched {
  const patched: Resource[] = []
  for (const resource of resources) {
    let attributes = resource.attributes
    if (resource.extensions?.['kusion.io/is-workload'] === true) attributes = patchWorkload(attributes, patcher)
    const patch = patcher.jsonPatcher?.[resource.id]
    if (patch) {
      const result = applyJsonPatcher(attributes, patch)
      if (typeof result === 'string') return { ok: false, message: `the patch of ${resource.id}: ${result}` }
      attributes = result
    }
    patched.push(attributes === resource.attributes ? resource : { ...resource, attributes })
  }
  return { ok: true, resources: patched }
}

function patchWorkload(attributes: JsonObject, patcher: Patcher): JsonObject {
  let patched = attributes
  if (patcher.labels) patched = mergeAt(patched, ['metadata', 'labels'], patcher.labels)
  if (patcher.annotations) patched = mergeAt(patched, ['metadata', 'annotations'], patcher.annotations)
  const template = podTemplatePath(attributes)
  if (patcher.podLabels) patched = mergeAt(patched, [...template, 'metadata', 'labels'], patcher.podLabels)
  if (patcher.podAnnotations)
    patched = mergeAt(patched, [...template, 'metadata', 'annotations'], patcher.podAnnotations)
  const environments = patcher.environments
  if (environments && environments.length > 0) {
    patched = updateAt(patched, [...template, 'spec'], (spec) => ({
      ...spec,
      containers: listAt(spec, 'containers').map((container) =>
        isObject(container) ? { ...container, env: [...environments, ...listAt(container, 'env')] } : container,
      ),
    }))
  }
  return patched
}

function podTemplatePath(attributes: JsonObject): readonly string[] {
  return attributes['kind'] === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
}

function updateAt(object: JsonObject, path: readonly string[], update: (inner: JsonObject) => JsonObject): JsonObject {
  const [head, ...rest] = path
  if (head === undefined) return update(object)
  return { ...object, [head]: updateAt(objectAt(object, head), rest, update) }
}

function mergeAt(object: JsonObject, path: readonly string[], entries: Readonly<Record<string, string>>): JsonObject {
  return updateAt(object, path, (inner) => ({ ...inner, ...entries }))
}

/** A message where the patch cannot be applied. */
function applyJsonPatcher(attributes: JsonObject, patch: JsonPatcher): JsonObject | string {
  let payload: JsonValue
  try {
    payload = JSON.parse(patch.payload) as JsonValue
  } catch (error) {
    return `its payload is no JSON: ${(error as Error).message}`
  }
  switch (patch.type) {
    case 'MergePatch':
      return isObject(payload) ? mergePatch(attributes, payload) : 'a merge patch is an object'
    case 'JSONPatch':
      return Array.isArray(payload) ? jsonPatch(attributes, payload) : 'a JSON patch is a list of operations'
  }
}

function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...target }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === REMOVE) delete merged[key]
    else merged[key] = isObject(value) ? mergePatch(objectAt(target, key), value) : value
  }
  return merged
}

function jsonPatch(target: JsonObject, operations: readonly JsonValue[]): JsonObject | string {
  let patched: JsonValue = target
  for (const operation of operations) {
    if (!isObject(operation) || typeof operation['path'] !== 'string') return 'an operation has op and path'
    const path = operation['path']
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const kind = operation['op']
    if (kind === 'add' || kind === 'replace') patched = setAt(patched, path, operation['value'] ?? null, kind === 'add')
    else if (kind === 'remove') patched = removeAt(patched, path)
    else return `operation '${String(kind)}' is none of add, replace and remove`
  }
  return isObject(patched) ? patched : 'the whole object would be gone'
}

/** Missing parents are made on the way; `-` appends to a list. */
function setAt(value: JsonValue | undefined, path: readonly string[], set: JsonValue, insert: boolean): JsonValue {
  const [head, ...rest] = path
  if (head === undefined) return set
  if (Array.isArray(value)) {
    const list: JsonValue[] = [...(value as readonly JsonValue[])]
    const index = head === '-' ? list.length : Number(head)
    if (rest.length > 0) list[index] = setAt(list[index], rest, set, insert)
    else if (insert) list.splice(index, 0, set)
    else list[index] = set
    return list
  }
  const object = isObject(value) ? value : {}
  return { ...object, [head]: setAt(object[head], rest, set, insert) }
}

/** What is not there is removed already. */
function removeAt(value: JsonValue, path: readonly string[]): JsonValue {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (Array.isArray(value)) {
    const list: JsonValue[] = [...(value as readonly JsonValue[])]
    const index = Number(head)
    const found = list[index]
    if (found === undefined) return value
    if (rest.length === 0) list.splice(index, 1)
    else list[index] = removeAt(found, rest)
    return list
  }
  if (!isObject(value) || value[head] === undefined) return value
  if (rest.length > 0) return { ...value, [head]: removeAt(value[head], rest) }
  const { [head]: _, ...others } = value
  return others
}

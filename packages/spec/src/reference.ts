/** References between resources: a text that starts with `$kusion_path.` stands for an attribute of another resource. */
import type { JsonObject, JsonValue } from './json.ts'
import { resourceId, type ResourceId } from './resource.ts'

const PREFIX = '$kusion_path.'

export interface Reference {
  readonly id: ResourceId
  readonly path: readonly string[]
}

/** Ids may hold dots (`networking.k8s.io/v1:…`), so the known ids decide where an id ends; the longest wins. */
export class ReferenceReader {
  readonly #ids: readonly string[]
  constructor(ids: Iterable<string>) {
    this.#ids = [...ids].toSorted((a, b) => b.length - a.length)
  }

  read(value: JsonValue): Reference | undefined {
    if (typeof value !== 'string' || !value.startsWith(PREFIX)) return undefined
    const rest = value.slice(PREFIX.length)
    const known = this.#ids.find((id) => rest.startsWith(`${id}.`))
    const id = known ?? rest.split('.')[0] ?? ''
    return { id: resourceId(id), path: rest.slice(id.length + 1).split('.') }
  }

  /** All references in a resource's attributes. */
  collect(value: JsonValue, into: Reference[] = []): Reference[] {
    const reference = this.read(value)
    if (reference) into.push(reference)
    else if (Array.isArray(value)) for (const item of value) this.collect(item as JsonValue, into)
    else if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) this.collect(item as JsonValue, into)
    return into
  }

  /** The value with its references replaced, whole and with their type; `unknown` names those that have no value yet. */
  resolve(
    value: JsonObject,
    valueOf: (reference: Reference) => JsonValue | undefined,
  ): { readonly value: JsonObject; readonly unknown: readonly Reference[] } {
    const unknown: Reference[] = []
    const replace = (item: JsonValue): JsonValue => {
      const reference = this.read(item)
      if (reference) {
        const found = valueOf(reference)
        if (found === undefined) unknown.push(reference)
        return found ?? item
      }
      if (Array.isArray(item)) return item.map((inner: JsonValue) => replace(inner))
      if (typeof item === 'object' && item !== null)
        return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, replace(inner)]))
      return item
    }
    return { value: replace(value) as JsonObject, unknown }
  }
}

export function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Array.isArray(at) ? (at[Number(step)] as JsonValue | undefined) : (at as JsonObject)[step]
  }
  return at
}

/**
 * Decides from managedFields alone that a server-side apply would change nothing. Careful on one side only: `true` is
 * certain, `false` means "ask the server".
 */
import type { JsonObject, JsonValue } from '@kusion/spec'
import { isObject, listAt, sameValue, textAt } from '../objects/object.ts'

export function isOwnedAsDesired(live: JsonObject, desired: JsonObject, manager: string): boolean {
  const entry = managerEntry(live, manager)
  if (entry === undefined || textAt(entry, 'apiVersion') !== textAt(desired, 'apiVersion')) return false
  const fields = entry['fieldsV1']
  if (!isObject(fields)) return false
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = desired
  const { name: _name, namespace: _namespace, ...kept } = isObject(metadata) ? metadata : {}
  const claimed = Object.keys(kept).length === 0 ? rest : { ...rest, metadata: kept }
  return holdsEach(fields, claimed, live)
}

export function managerEntry(live: JsonObject, manager: string): JsonObject | undefined {
  return listAt(live, 'metadata', 'managedFields').find(
    (entry) => entry['manager'] === manager && entry['operation'] === 'Apply' && entry['subresource'] === undefined,
  )
}

function holds(fields: JsonValue | undefined, desired: JsonValue | undefined, live: JsonValue | undefined): boolean {
  if (!isObject(fields)) return false
  const keys = Object.keys(fields).filter((key) => key !== '.')
  if (keys.length === 0) return sameValue(desired, live)
  if (isObject(desired) && isObject(live)) return holdsEach(fields, desired, live)
  if (Array.isArray(desired) && Array.isArray(live)) return holdsItems(fields, keys, desired, live)
  return false
}

function holdsEach(fields: JsonObject, desired: JsonObject, live: JsonObject): boolean {
  const owned = Object.keys(fields).filter((key) => key !== '.')
  const wanted = Object.keys(desired)
  return wanted.length === owned.length && wanted.every((key) => holds(fields[`f:${key}`], desired[key], live[key]))
}

function holdsItems(
  fields: JsonObject,
  keys: readonly string[],
  desired: readonly JsonValue[],
  live: readonly JsonValue[],
): boolean {
  if (keys.length !== desired.length) return false
  return keys.every((key) => {
    const value = JSON.parse(key.slice(2)) as JsonValue
    if (key.startsWith('v:'))
      return desired.some((item) => sameValue(item, value)) && live.some((item) => sameValue(item, value))
    if (!key.startsWith('k:') || !isObject(value)) return false
    // The server fills in defaults of keys (a port's protocol), which the desired item may leave out.
    const mine = desired.filter(
      (item) =>
        isObject(item) &&
        Object.entries(value).every(([name, part]) => item[name] === undefined || item[name] === part),
    )
    const theirs = live.find(
      (item) => isObject(item) && Object.entries(value).every(([name, part]) => item[name] === part),
    )
    return mine.length === 1 && holds(fields[key], mine[0], theirs)
  })
}

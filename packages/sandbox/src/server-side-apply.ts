/**
 * Server-side apply: who owns which field, what is in conflict, and what goes when an applier no longer names it.
 * Fields are paths; items of keyed lists are addressed by their keys, other lists are owned whole.
 */
import { ApiError } from './failure.ts'
import { copy, isMap, isSame, type Json, type JsonMap, type KubernetesObject } from './object.ts'
import { now } from './store.ts'

/** The keys of lists whose items are merged, by the names of the fields that lead there. */
const LIST_KEYS: readonly (readonly [pattern: RegExp, keys: readonly string[]])[] = [
  [/(?:^|\/)(?:containers|initContainers|ephemeralContainers)$/, ['name']],
  [/\/env$/, ['name']],
  [/\/volumeMounts$/, ['mountPath']],
  [/\/volumes$/, ['name']],
  [/containers\/\*\/ports$/, ['containerPort', 'protocol']],
  [/^spec\/ports$/, ['port', 'protocol']],
  [/\/imagePullSecrets$/, ['name']],
  [/^metadata\/ownerReferences$/, ['uid']],
  [/^status\/conditions$/, ['type']],
]

const ATOMIC = [
  /\/selector$/,
  /^spec\/selector$/,
  /\/(?:secretKeyRef|configMapKeyRef|fieldRef|resourceFieldRef)$/,
  /\/nodeSelector$/,
]
const SETS = [/^metadata\/finalizers$/]
const KEY_DEFAULTS: Readonly<Record<string, Json>> = { protocol: 'TCP' }

function listKeys(path: string): readonly string[] | undefined {
  return LIST_KEYS.find(([pattern]) => pattern.test(path))?.[1]
}

function isAtomic(path: string): boolean {
  return ATOMIC.some((pattern) => pattern.test(path))
}

function itemKey(item: JsonMap, keys: readonly string[]): string {
  return `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, item[key] ?? KEY_DEFAULTS[key]]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))))}`
}

/** The `fieldsV1` of a value. */
function fieldsOf(value: Json | undefined, path: string): JsonMap {
  if (isMap(value) && !isAtomic(path)) {
    const fields: JsonMap = {}
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) fields[`f:${key}`] = fieldsOf(item, path === '' ? key : `${path}/${key}`)
    }
    return fields
  }
  if (Array.isArray(value)) {
    const keys = listKeys(path)
    if (keys) {
      const fields: JsonMap = {}
      for (const item of value) {
        if (isMap(item)) fields[itemKey(item, keys)] = { '.': {}, ...fieldsOf(item, `${path}/*`) }
      }
      return fields
    }
    if (SETS.some((pattern) => pattern.test(path)))
      return Object.fromEntries(value.map((item) => [`v:${JSON.stringify(item)}`, {}]))
  }
  return {}
}

function ownedFields(object: JsonMap): JsonMap {
  const { apiVersion: _, kind: __, metadata, status: ___, ...rest } = object
  const kept: JsonMap = {}
  for (const [key, value] of Object.entries(isMap(metadata) ? metadata : {})) {
    if (['labels', 'annotations', 'finalizers', 'ownerReferences'].includes(key)) kept[key] = value
  }
  return fieldsOf(Object.keys(kept).length > 0 ? { ...rest, metadata: kept } : rest, '')
}

interface ManagerEntry {
  readonly manager: string
  readonly operation: string
  readonly apiVersion: string
  readonly time: string
  readonly fieldsType: string
  readonly fieldsV1: JsonMap
}

function entriesOf(object: KubernetesObject | undefined): ManagerEntry[] {
  const entries = object?.metadata['managedFields']
  return Array.isArray(entries) ? (entries as unknown as ManagerEntry[]) : []
}

function entry(manager: string, operation: string, apiVersion: string, fieldsV1: JsonMap): ManagerEntry {
  return { manager, operation, apiVersion, time: now(), fieldsType: 'FieldsV1', fieldsV1 }
}

export function serverSideApply(
  live: KubernetesObject | undefined,
  config: KubernetesObject,
  manager: string,
  force: boolean,
  subject: string,
): KubernetesObject {
  const fields = ownedFields(config)
  const entries = entriesOf(live)
  const own = entries.find((candidate) => candidate.manager === manager && candidate.operation === 'Apply')
  const others = entries.filter((candidate) => candidate !== own)
  const conflicts = new Map<string, string[]>()
  if (live) findConflicts(config, live, others, conflicts)
  if (conflicts.size > 0 && !force) throw conflictError(conflicts, subject)
  const merged = live
    ? copy(live)
    : ({
        apiVersion: config.apiVersion,
        kind: config.kind,
        metadata: { name: config.metadata.name },
      } as KubernetesObject)
  if (own)
    removeUnnamed(
      merged,
      own.fieldsV1,
      fields,
      others.map((other) => other.fieldsV1),
      '',
    )
  merge(merged, withoutSystemFields(config), '')
  const taken =
    conflicts.size > 0 ? others.map((other) => ({ ...other, fieldsV1: subtract(other.fieldsV1, fields) })) : others
  const isEmpty = Object.keys(fields).length === 0
  const renewed = own && isSame(own.fieldsV1, fields) ? own : entry(manager, 'Apply', config.apiVersion, fields)
  merged.metadata['managedFields'] = [
    ...(isEmpty ? [] : [renewed]),
    ...taken.filter((other) => Object.keys(other.fieldsV1).length > 0),
  ] as unknown as Json
  return merged
}

function withoutSystemFields(config: KubernetesObject): JsonMap {
  const { managedFields: _, resourceVersion: __, uid: ___, creationTimestamp: ____, ...metadata } = config.metadata
  const { status: _____, ...rest } = config
  return { ...rest, metadata }
}

/** Every field that another manager owns and that the config wants otherwise. */
function findConflicts(
  config: JsonMap,
  live: JsonMap,
  others: readonly ManagerEntry[],
  into: Map<string, string[]>,
): void {
  const visit = (
    wanted: Json | undefined,
    now: Json | undefined,
    fields: JsonMap,
    path: string,
    shown: string,
    owner: string,
  ): void => {
    const keys = Object.keys(fields).filter((key) => key !== '.')
    if (keys.length === 0) {
      if (!isSame(wanted, now)) into.set(shown, [...(into.get(shown) ?? []), owner])
      return
    }
    for (const key of keys) {
      const inner = fields[key]
      if (!isMap(inner)) continue
      if (key.startsWith('f:') && isMap(wanted)) {
        const name = key.slice(2)
        if (wanted[name] === undefined) continue
        visit(
          wanted[name],
          isMap(now) ? now[name] : undefined,
          inner,
          path === '' ? name : `${path}/${name}`,
          `${shown}.${name}`,
          owner,
        )
      } else if (key.startsWith('k:') && Array.isArray(wanted)) {
        const names = listKeys(path) ?? []
        const find = (list: Json | undefined): JsonMap | undefined =>
          Array.isArray(list) ? list.filter(isMap).find((item) => itemKey(item, names) === key) : undefined
        const item = find(wanted)
        if (item)
          visit(
            item,
            find(now),
            inner,
            `${path}/*`,
            `${shown}[${key.slice(3, -1).replaceAll('"', '').replaceAll(':', '=')}]`,
            owner,
          )
      }
    }
  }
  for (const other of others) {
    const owner = `"${other.manager}"${other.operation === 'Apply' ? '' : ` using ${other.apiVersion}`}`
    visit(config, live, other.fieldsV1, '', '', owner)
  }
}

function conflictError(conflicts: ReadonlyMap<string, readonly string[]>, _subject: string): ApiError {
  const owners = [...new Set([...conflicts.values()].flat())]
  const fields = [...conflicts.keys()]
  const where = fields.length === 1 ? `: ${fields[0]}` : `s: ${fields.map((field) => `\n- ${field}`).join('')}`
  const message = `Apply failed with ${fields.length} conflict${fields.length === 1 ? '' : 's'}: conflict${fields.length === 1 ? '' : 's'} with ${owners.join(', ')}${where}`
  return new ApiError(409, 'Conflict', message, {
    causes: [...conflicts].flatMap(([field, by]) =>
      by.map((owner) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field })),
    ),
  })
}

/** Takes away what this manager owned, no longer names, and nobody else owns. */
function removeUnnamed(
  object: JsonMap,
  before: JsonMap,
  after: JsonMap,
  others: readonly JsonMap[],
  path: string,
): void {
  for (const key of Object.keys(before)) {
    if (!key.startsWith('f:')) continue
    const name = key.slice(2)
    const [was, is] = [before[key], after[key]]
    const held = others.map((other) => other[key]).filter(isMap)
    const inner = path === '' ? name : `${path}/${name}`
    if (!isMap(was)) continue
    const value = object[name]
    if (is === undefined && held.length === 0) {
      delete object[name]
    } else if (isMap(value)) {
      removeUnnamed(value, was, isMap(is) ? is : {}, held, inner)
    } else if (Array.isArray(value)) {
      const keys = listKeys(inner)
      if (keys) object[name] = removeItems(value, was, isMap(is) ? is : {}, held, keys, inner)
    }
  }
}

function removeItems(
  list: Json[],
  before: JsonMap,
  after: JsonMap,
  others: readonly JsonMap[],
  keys: readonly string[],
  path: string,
): Json[] {
  return list.filter((item) => {
    if (!isMap(item)) return true
    const key = itemKey(item, keys)
    const was = before[key]
    if (!isMap(was)) return true
    const is = after[key]
    const held = others.map((other) => other[key]).filter(isMap)
    if (is === undefined && held.length === 0) return false
    removeUnnamed(item, was, isMap(is) ? is : {}, held, `${path}/*`)
    return true
  })
}

function merge(into: JsonMap, config: JsonMap, path: string): void {
  for (const [name, value] of Object.entries(config)) {
    if (value === undefined) continue
    const inner = path === '' ? name : `${path}/${name}`
    const before = into[name]
    if (isMap(value) && isMap(before) && !isAtomic(inner)) merge(before, value, inner)
    else if (Array.isArray(value) && Array.isArray(before) && listKeys(inner))
      into[name] = mergeItems(before, value, listKeys(inner) ?? [], inner)
    else if (Array.isArray(value) && Array.isArray(before) && SETS.some((pattern) => pattern.test(inner))) {
      into[name] = [...before, ...value.filter((item) => !before.some((other) => isSame(item, other)))]
    } else into[name] = copy(value)
  }
}

function mergeItems(before: Json[], config: Json[], keys: readonly string[], path: string): Json[] {
  const merged = [...before]
  for (const item of config) {
    if (!isMap(item)) continue
    const key = itemKey(item, keys)
    const found = merged.find((other) => isMap(other) && itemKey(other, keys) === key)
    if (isMap(found)) merge(found, item, `${path}/*`)
    else merged.push(copy(item))
  }
  return merged
}

/** What is left of one manager's fields when another took some by force. */
function subtract(from: JsonMap, taken: JsonMap): JsonMap {
  const rest: JsonMap = {}
  for (const [key, value] of Object.entries(from)) {
    const other = taken[key]
    if (!isMap(value)) continue
    if (!isMap(other)) {
      rest[key] = value
      continue
    }
    if (Object.keys(value).length === 0) continue
    const inner = subtract(value, other)
    if (Object.keys(inner).some((name) => name !== '.')) rest[key] = inner
  }
  return rest
}

/** Records who wrote what with a create, an update or a patch. */
export function recordUpdate(before: KubernetesObject | undefined, after: KubernetesObject, manager: string): void {
  const changed = changedFields(ownedFields(before ?? {}), ownedFields(after), before ?? {}, after, '')
  const entries = entriesOf(before).map((other) => ({ ...other, fieldsV1: subtract(other.fieldsV1, changed) }))
  const own = entries.find((candidate) => candidate.manager === manager && candidate.operation === 'Update')
  const rest = entries.filter((candidate) => candidate !== own && Object.keys(candidate.fieldsV1).length > 0)
  const fields = own ? unite(own.fieldsV1, changed) : changed
  after.metadata['managedFields'] = [
    ...rest,
    ...(Object.keys(fields).length > 0 ? [entry(manager, 'Update', after.apiVersion, fields)] : []),
  ] as unknown as Json
}

function changedFields(
  before: JsonMap,
  after: JsonMap,
  was: Json | undefined,
  is: Json | undefined,
  path: string,
): JsonMap {
  const changed: JsonMap = {}
  for (const [key, inner] of Object.entries(after)) {
    if (key === '.' || !isMap(inner)) continue
    const other = before[key]
    const keys = key.startsWith('k:') ? (listKeys(path) ?? []) : []
    const pick = (value: Json | undefined): Json | undefined => {
      if (key.startsWith('f:')) return isMap(value) ? value[key.slice(2)] : undefined
      return Array.isArray(value) ? value.find((item) => isMap(item) && itemKey(item, keys) === key) : undefined
    }
    const [left, right] = [pick(was), pick(is)]
    if (isSame(left, right)) continue
    const next = key.startsWith('k:') ? `${path}/*` : path === '' ? key.slice(2) : `${path}/${key.slice(2)}`
    if (!isMap(other) || Object.keys(inner).length === 0) changed[key] = inner
    else {
      const deeper = changedFields(other, inner, left, right, next)
      if (Object.keys(deeper).length > 0) changed[key] = deeper
    }
  }
  return changed
}

function unite(a: JsonMap, b: JsonMap): JsonMap {
  const united: JsonMap = { ...a }
  for (const [key, value] of Object.entries(b))
    united[key] = isMap(united[key]) && isMap(value) ? unite(united[key], value) : value
  return united
}

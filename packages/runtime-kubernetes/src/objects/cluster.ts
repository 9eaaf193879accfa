/** One run's view of one cluster: the client, discovery, and the objects that were read ahead. */
import type { JsonObject } from '@kusion/spec'
import { collectionPath, objectPath, unknownKind, type ApiResource, type Discovery } from '../discovery/index.ts'
import type { Answer, Client } from '../client/index.ts'
import { describe, listAt, nameOf, objectId, textAt, type ObjectName } from './object.ts'

export interface Cluster {
  readonly client: Client
  readonly discovery: Discovery
  readonly manager: string
  /** Objects read by `readAhead`, by object id; taken out when used, so that nothing old is used twice. */
  readonly ahead: Map<string, JsonObject | undefined>
  /** Object ids of all that this run brings: what is missing now may be there later. */
  readonly coming: Set<string>
  /** `group/Kind` of the CustomResourceDefinitions that this run brings. */
  readonly comingKinds: Set<string>
}

/** From this many objects of one kind in one namespace on, one list is cheaper than reading each. */
const listFrom = 4
const page = 500

export async function readAhead(
  cluster: Cluster,
  names: readonly ObjectName[],
  signal: AbortSignal,
): Promise<Answer<undefined>> {
  const groups = Map.groupBy(names, (name) => `${name.apiVersion} ${name.kind} ${name.namespace ?? ''}`)
  const answers = await Promise.all(
    [...groups.values()].map(async (group): Promise<Answer<undefined>> => {
      const [first] = group
      if (first === undefined) return { ok: true, value: undefined }
      const resource = await cluster.discovery.find(first.apiVersion, first.kind, signal)
      if (!resource.ok) return resource
      if (resource.value === undefined || group.length < listFrom) return { ok: true, value: undefined }
      return listAhead(cluster, group, resource.value, signal)
    }),
  )
  return answers.find((answer) => !answer.ok) ?? { ok: true, value: undefined }
}

async function listAhead(
  cluster: Cluster,
  group: readonly ObjectName[],
  resource: ApiResource,
  signal: AbortSignal,
): Promise<Answer<undefined>> {
  const [first] = group
  if (first === undefined) return { ok: true, value: undefined }
  const wanted = new Set(group.map(objectId))
  const found = new Map<string, JsonObject>()
  const path = collectionPath(first.apiVersion, resource, first.namespace)
  // Far more of a kind than we ask for (a shared namespace): reading each is cheaper after all.
  let budget = Math.max(page, group.length * 4)
  let next: string | undefined = ''
  while (next !== undefined && budget > 0) {
    const more: string = next === '' ? '' : `&continue=${encodeURIComponent(next)}`
    const answer = await cluster.client.json(
      { method: 'GET', path: `${path}?limit=${page}${more}`, subject: `list of ${first.kind}` },
      signal,
    )
    // Some may read by name but not list: then each is read when its turn comes.
    if (!answer.ok)
      return answer.failure.code === 'forbidden' || answer.failure.code === 'expired'
        ? { ok: true, value: undefined }
        : answer
    for (const item of listAt(answer.value, 'items')) {
      const object = { apiVersion: first.apiVersion, kind: first.kind, ...item }
      const id = objectId(nameOf(object))
      if (wanted.has(id)) found.set(id, object)
    }
    budget -= page
    next = textAt(answer.value, 'metadata', 'continue') || undefined
  }
  for (const id of wanted) if (next === undefined || found.has(id)) cluster.ahead.set(id, found.get(id))
  return { ok: true, value: undefined }
}

/** The live object, or undefined. A kind that the cluster does not have has no objects. */
export async function readObject(
  cluster: Cluster,
  name: ObjectName,
  signal: AbortSignal,
): Promise<Answer<JsonObject | undefined>> {
  const id = objectId(name)
  if (cluster.ahead.has(id)) {
    const object = cluster.ahead.get(id)
    cluster.ahead.delete(id)
    return { ok: true, value: object }
  }
  const resource = await cluster.discovery.find(name.apiVersion, name.kind, signal)
  if (!resource.ok) return resource
  if (resource.value === undefined) return { ok: true, value: undefined }
  const answer = await cluster.client.json(
    { method: 'GET', path: objectPath(name, resource.value), subject: describe(name) },
    signal,
  )
  if (!answer.ok && answer.failure.code === 'not-found') return { ok: true, value: undefined }
  return answer
}

export interface ApplyOptions {
  readonly dryRun: boolean
  readonly force: boolean
}

/** One server-side apply. Sending it twice is harmless: the same intent by the same manager. */
export async function serverSideApply(
  cluster: Cluster,
  name: ObjectName,
  body: JsonObject,
  options: ApplyOptions,
  signal: AbortSignal,
): Promise<Answer<JsonObject>> {
  const resource = await cluster.discovery.find(name.apiVersion, name.kind, signal)
  if (!resource.ok) return resource
  if (resource.value === undefined) return { ok: false, failure: unknownKind(name) }
  const query = `fieldManager=${encodeURIComponent(cluster.manager)}&force=${options.force}${options.dryRun ? '&dryRun=All' : ''}`
  return cluster.client.json(
    {
      method: 'PATCH',
      path: `${objectPath(name, resource.value)}?${query}`,
      body: JSON.stringify(body),
      contentType: 'application/apply-patch+yaml',
      subject: describe(name),
      idempotent: true,
    },
    signal,
  )
}

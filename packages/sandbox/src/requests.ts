/** The API over HTTP: paths, verbs, selectors, watches. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError, groupOf, notFound } from './failure.ts'
import type { Catalog, Kind } from './kinds.ts'
import { copy, isMap, mapAt, type Json, type JsonMap, type KubernetesObject } from './object.ts'
import { recordUpdate, serverSideApply } from './server-side-apply.ts'
import { now, setGeneration, type Change, type ObjectStore } from './store.ts'
import { setDefaults } from './defaults.ts'
import { validate } from './validation.ts'

export interface Cluster {
  readonly catalog: Catalog
  readonly store: ObjectStore
  /** What a container wrote, for `/log`. */
  logOf(pod: KubernetesObject): string
}

interface Target {
  readonly kind: Kind
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: string | undefined
}

export async function answer(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  try {
    const target = targetOf(cluster, url.pathname)
    if (!target) return reply(response, 200, discovery(cluster, url.pathname))
    if (request.method === 'GET') return read(cluster, target, url, response)
    const body = await bodyOf(request)
    const { status, object } = write(cluster, target, url, request, body)
    reply(response, status, object)
  } catch (error) {
    const failure = error instanceof ApiError ? error : new ApiError(500, 'InternalError', (error as Error).message)
    reply(response, failure.code, failure.body)
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' })
  response.end(text)
}

async function bodyOf(request: IncomingMessage): Promise<JsonMap> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  if (text === '') return {}
  try {
    return JSON.parse(text) as JsonMap
  } catch {
    throw new ApiError(400, 'BadRequest', 'the body is no JSON: the sandbox reads JSON only, which is YAML too')
  }
}

/** Undefined for discovery and health. */
function targetOf(cluster: Cluster, path: string): Target | undefined {
  const match = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/(.+))?$/.exec(path)
  if (!match?.[3]) return undefined
  const apiVersion = match[1] ?? match[2] ?? ''
  const parts = match[3].split('/').map(decodeURIComponent)
  const isNamespaced = parts[0] === 'namespaces' && parts.length > 2 && parts[2] !== 'status' && parts[2] !== 'finalize'
  const namespace = isNamespaced ? parts[1] : undefined
  const [plural = '', name, subresource] = isNamespaced ? parts.slice(2) : parts
  const kind = cluster.catalog.byPlural(apiVersion, plural)
  if (!kind) throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  return { kind, namespace, name, subresource }
}

function discovery(cluster: Cluster, path: string): unknown {
  if (path === '/readyz' || path === '/livez' || path === '/healthz') return 'ok'
  if (path === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.0-sandbox', platform: 'sandbox' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') {
    const groups = Map.groupBy(
      cluster.catalog.versions().filter((version) => version !== 'v1'),
      groupOf,
    )
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups].map(([name, versions]) => {
        const all = versions.map((groupVersion) => ({ groupVersion, version: groupVersion.split('/')[1] }))
        return { name, versions: all, preferredVersion: all[0] }
      }),
    }
  }
  const apiVersion = path.replace(/^\/apis?\//, '')
  const kinds = cluster.catalog.of(apiVersion)
  if (kinds.length === 0) throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersion,
    resources: kinds.map((kind) => ({
      name: kind.plural,
      singularName: kind.kind.toLowerCase(),
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs,
    })),
  }
}

function read(
  cluster: Cluster,
  { kind, namespace, name, subresource }: Target,
  url: URL,
  response: ServerResponse,
): void {
  if (name !== undefined) {
    const object = existing(cluster, kind, namespace, name)
    if (subresource === 'log')
      return reply(response, 200, tail(cluster.logOf(object), url.searchParams.get('tailLines')))
    return reply(response, 200, object)
  }
  const matches = selectorOf(url)
  if (url.searchParams.get('watch') === 'true' || url.searchParams.get('watch') === '1')
    return watch(cluster, kind, namespace, matches, url, response)
  const items = cluster.store.list(kind, namespace).filter(matches)
  const limit = Number(url.searchParams.get('limit') ?? 0)
  const from = Number(Buffer.from(url.searchParams.get('continue') ?? '', 'base64').toString() || 0)
  const page = limit > 0 ? items.slice(from, from + limit) : items
  const more = limit > 0 && from + limit < items.length
  reply(response, 200, {
    kind: `${kind.kind}List`,
    apiVersion: kind.apiVersion,
    metadata: {
      resourceVersion: String(cluster.store.version),
      ...(more
        ? {
            continue: Buffer.from(String(from + limit)).toString('base64'),
            remainingItemCount: items.length - from - limit,
          }
        : {}),
    },
    // Items of a list do not repeat what the list says of them.
    items: page.map((object) => {
      const { apiVersion: _, kind: __, ...item } = object
      return item
    }),
  })
}

function tail(log: string, lines: string | null): string {
  if (lines === null || log === '') return log
  return `${log.replace(/\n$/, '').split('\n').slice(-Number(lines)).join('\n')}\n`
}

function existing(cluster: Cluster, kind: Kind, namespace: string | undefined, name: string): KubernetesObject {
  const object = cluster.store.get(kind, namespace, name)
  if (!object) throw notFound(kind.plural, groupOf(kind.apiVersion), name)
  return object
}

/** `labelSelector` with equality, and `fieldSelector` over any path. */
function selectorOf(url: URL): (object: KubernetesObject) => boolean {
  const terms = (name: string): readonly (readonly [string, boolean, string])[] =>
    (url.searchParams.get(name) ?? '')
      .split(',')
      .filter(Boolean)
      .map((term) => {
        const match = /^(.+?)(!=|==?)(.*)$/.exec(term)
        return match ? ([match[1] ?? '', match[2] !== '!=', match[3] ?? ''] as const) : ([term, true, '*'] as const)
      })
  const labels = terms('labelSelector')
  const fields = terms('fieldSelector')
  return (object) =>
    labels.every(([key, equal, value]) =>
      value === '*' ? object.metadata.labels?.[key] !== undefined : (object.metadata.labels?.[key] === value) === equal,
    ) &&
    fields.every(([path, equal, value]) => {
      const parts = path.split('.')
      const found = mapAt(object, ...parts.slice(0, -1))[parts.at(-1) ?? '']
      return ((found ?? '') === value) === equal
    })
}

const BOOKMARK_MILLISECONDS = 10_000

function watch(
  cluster: Cluster,
  kind: Kind,
  namespace: string | undefined,
  matches: (object: KubernetesObject) => boolean,
  url: URL,
  response: ServerResponse,
): void {
  const from = url.searchParams.get('resourceVersion') ?? ''
  const { store } = cluster
  const past = from === '' || from === '0' ? [] : store.since(Number(from))
  response.writeHead(200, { 'content-type': 'application/json' })
  const send = (type: string, object: unknown): void => void response.write(`${JSON.stringify({ type, object })}\n`)
  if (past === undefined) {
    send('ERROR', new ApiError(410, 'Expired', `too old resource version: ${from} (${store.version})`).body)
    response.end()
    return
  }
  const show = (change: Change): void => {
    if (
      change.kind !== kind ||
      (namespace !== undefined && change.object.metadata.namespace !== namespace) ||
      !matches(change.object)
    )
      return
    send(change.type, change.object)
  }
  if (from === '' || from === '0')
    for (const object of store.list(kind, namespace).filter(matches)) send('ADDED', object)
  for (const change of past) show(change)
  response.flushHeaders()
  const stop = store.watch(show)
  const bookmark = setInterval(() => {
    send('BOOKMARK', {
      kind: kind.kind,
      apiVersion: kind.apiVersion,
      metadata: { resourceVersion: String(store.version) },
    })
  }, BOOKMARK_MILLISECONDS)
  response.on('close', () => {
    stop()
    clearInterval(bookmark)
  })
}

interface Written {
  readonly status: number
  readonly object: unknown
}

function write(cluster: Cluster, target: Target, url: URL, request: IncomingMessage, body: JsonMap): Written {
  const { kind, namespace, name } = target
  if (kind.namespaced && namespace !== undefined && request.method !== 'DELETE') requireNamespace(cluster, namespace)
  switch (request.method) {
    case 'POST':
      return create(cluster, target, url, body, request)
    case 'PUT': {
      const before = existing(cluster, kind, namespace, name ?? '')
      return store(
        cluster,
        target,
        url,
        { ...body, kind: kind.kind, apiVersion: kind.apiVersion } as KubernetesObject,
        before,
        managerOf(url, request),
      )
    }
    case 'PATCH':
      return patch(cluster, target, url, request, body)
    case 'DELETE':
      return remove(cluster, target, body)
    default:
      throw new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
  }
}

function managerOf(url: URL, request: IncomingMessage): string {
  return url.searchParams.get('fieldManager') ?? (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown'
}

function requireNamespace(cluster: Cluster, namespace: string): void {
  const kind = cluster.catalog.byKind('v1', 'Namespace') as Kind
  const found = cluster.store.get(kind, undefined, namespace)
  if (!found) throw notFound('namespaces', '', namespace)
  if (found.metadata['deletionTimestamp'] !== undefined) {
    throw new ApiError(
      403,
      'Forbidden',
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    )
  }
}

function create(cluster: Cluster, target: Target, url: URL, body: JsonMap, request: IncomingMessage): Written {
  const { kind, namespace } = target
  const object = { ...copy(body), kind: kind.kind, apiVersion: kind.apiVersion } as KubernetesObject
  object.metadata = { ...object.metadata, ...(kind.namespaced ? { namespace: namespace ?? 'default' } : {}) }
  const { generateName } = object.metadata
  if (object.metadata.name === undefined && typeof generateName === 'string')
    object.metadata.name = `${generateName}${Math.random().toString(36).slice(2, 7)}`
  if (cluster.store.get(kind, object.metadata.namespace, object.metadata.name)) {
    const group = groupOf(kind.apiVersion)
    const resource = group === '' ? kind.plural : `${kind.plural}.${group}`
    throw new ApiError(409, 'AlreadyExists', `${resource} "${object.metadata.name}" already exists`, {
      name: object.metadata.name,
      kind: kind.plural,
    })
  }
  return store(cluster, target, url, object, undefined, managerOf(url, request))
}

function patch(cluster: Cluster, target: Target, url: URL, request: IncomingMessage, body: JsonMap): Written {
  const { kind, namespace, name = '' } = target
  const type = (request.headers['content-type'] ?? '').split(';')[0]
  const before = cluster.store.get(kind, namespace, name)
  if (type === 'application/apply-patch+yaml') {
    const manager = url.searchParams.get('fieldManager')
    if (!manager) {
      throw new ApiError(
        422,
        'Invalid',
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      )
    }
    const config = { ...body, apiVersion: kind.apiVersion, kind: kind.kind } as KubernetesObject
    config.metadata = { ...config.metadata, name, ...(kind.namespaced && namespace !== undefined ? { namespace } : {}) }
    checkVersion(before, config)
    // stringData becomes data before anybody owns it.
    const merged = serverSideApply(
      before,
      config,
      manager,
      url.searchParams.get('force') === 'true',
      `${kind.plural} "${name}"`,
    )
    merged.metadata = { ...merged.metadata, ...(kind.namespaced && namespace !== undefined ? { namespace } : {}) }
    return save(cluster, target, url, merged, before)
  }
  if (!before) throw notFound(kind.plural, groupOf(kind.apiVersion), name)
  let after: Json
  if (type === 'application/json-patch+json')
    after = jsonPatch(copy(before) as Json, body as unknown as readonly JsonMap[])
  else if (type === 'application/merge-patch+json' || type === 'application/strategic-merge-patch+json')
    after = mergePatch(copy(before), body)
  else
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`,
    )
  return store(cluster, target, url, after as KubernetesObject, before, managerOf(url, request))
}

function mergePatch(target: JsonMap, change: JsonMap): JsonMap {
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete target[key]
    else target[key] = isMap(value) ? mergePatch(isMap(target[key]) ? target[key] : {}, value) : value
  }
  return target
}

function jsonPatch(target: Json, operations: readonly JsonMap[]): Json {
  for (const { op, path, value } of operations) {
    const steps = String(path)
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = steps.pop() ?? ''
    let at: Json | undefined = target
    for (const step of steps) at = Array.isArray(at) ? at[Number(step)] : isMap(at) ? at[step] : undefined
    if (Array.isArray(at)) {
      const index = last === '-' ? at.length : Number(last)
      if (op === 'add') at.splice(index, 0, value ?? null)
      else if (op === 'remove') at.splice(index, 1)
      else at[index] = value ?? null
    } else if (isMap(at)) {
      if (op === 'remove') delete at[last]
      else at[last] = value
    } else
      throw new ApiError(
        422,
        'Invalid',
        `the server rejected our request due to an error in our request: ${String(path)} is not there`,
      )
  }
  return target
}

function checkVersion(before: KubernetesObject | undefined, wanted: KubernetesObject): void {
  const { resourceVersion, uid } = wanted.metadata
  if (!before) {
    if (uid !== undefined)
      throw new ApiError(
        409,
        'Conflict',
        `Operation cannot be fulfilled: StorageError: invalid object, UID in precondition: ${uid}, UID in object meta: `,
      )
    return
  }
  if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion) {
    throw new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${before.kind.toLowerCase()}s "${before.metadata.name}": the object has been modified; please apply your changes to the latest version and try again`,
    )
  }
}

/** A write that is no apply: who changed which field is recorded. */
function store(
  cluster: Cluster,
  target: Target,
  url: URL,
  object: KubernetesObject,
  before: KubernetesObject | undefined,
  manager: string,
): Written {
  checkVersion(before, object)
  if (before && target.subresource === 'status')
    return finish(cluster, target, url, { ...before, status: object['status'] } as KubernetesObject, before)
  if (before) object['status'] = before['status']
  const { managedFields: _, ...metadata } = object.metadata
  const after = { ...object, metadata } as KubernetesObject
  if (before)
    Object.assign(after.metadata, { uid: before.metadata.uid, creationTimestamp: before.metadata['creationTimestamp'] })
  recordUpdate(before, after, manager)
  return save(cluster, target, url, after, before)
}

function save(
  cluster: Cluster,
  target: Target,
  url: URL,
  object: KubernetesObject,
  before: KubernetesObject | undefined,
): Written {
  setDefaults(object, () => clusterIp(object))
  validate(object, before)
  return finish(cluster, target, url, object, before)
}

function finish(
  cluster: Cluster,
  { kind }: Target,
  url: URL,
  object: KubernetesObject,
  before: KubernetesObject | undefined,
): Written {
  const status = before ? 200 : 201
  if (url.searchParams.get('dryRun') === 'All') {
    const shown = copy(object)
    shown.metadata['uid'] ??= '00000000-0000-0000-0000-000000000000'
    shown.metadata['creationTimestamp'] ??= now()
    setGeneration(shown, before)
    return { status, object: shown }
  }
  const written = cluster.store.put(kind, object)
  if (kind.kind === 'CustomResourceDefinition') cluster.catalog.define(written)
  return { status, object: written }
}

/** The same service gets the same address, also in a dry run. */
function clusterIp(object: KubernetesObject): string {
  const hash = createHash('sha256').update(`${object.metadata.namespace}/${object.metadata.name}`).digest()
  return `10.96.${hash[0]}.${1 + ((hash[1] ?? 0) % 254)}`
}

function remove(cluster: Cluster, { kind, namespace, name }: Target, body: JsonMap): Written {
  if (name === undefined) {
    for (const object of cluster.store.list(kind, namespace)) removeObject(cluster, kind, object)
    return { status: 200, object: { kind: 'Status', apiVersion: 'v1', status: 'Success' } }
  }
  const object = existing(cluster, kind, namespace, name)
  const preconditions = mapAt(body, 'preconditions')
  const { uid } = preconditions
  if (uid !== undefined && uid !== object.metadata.uid) {
    throw new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${kind.plural} "${name}": the UID in the precondition (${String(uid)}) does not match the UID in record (${object.metadata.uid}). The object might have been deleted and then recreated`,
    )
  }
  const left = removeObject(cluster, kind, object)
  return {
    status: 200,
    object: left ?? {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, kind: kind.plural, uid: object.metadata.uid },
    },
  }
}

/** Finalizers and the contents of a namespace keep an object until they are gone. */
function removeObject(cluster: Cluster, kind: Kind, object: KubernetesObject): KubernetesObject | undefined {
  const finalizers = object.metadata['finalizers']
  const waits = (Array.isArray(finalizers) && finalizers.length > 0) || kind.kind === 'Namespace'
  if (!waits) {
    cluster.store.remove(kind, object)
    return undefined
  }
  if (object.metadata['deletionTimestamp'] !== undefined) return object
  const marked = copy(object)
  marked.metadata['deletionTimestamp'] = now()
  if (kind.kind === 'Namespace') marked['status'] = { phase: 'Terminating' }
  return cluster.store.put(kind, marked)
}

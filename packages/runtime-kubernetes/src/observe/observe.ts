/** Follows resources and all that belongs to them, and tells only what changes. */
import type { Observation } from '@kusion/engine'
import type { JsonObject, Resource, ResourceId } from '@kusion/spec'
import type { Cluster } from '../objects/cluster.ts'
import { listAt, nameOf, numberAt, objectId, textAt, verifiedName } from '../objects/object.ts'
import { followedFor } from './belonging.ts'
import { follow, type Followed, type Sink } from './follow.ts'
import { ObjectTree, uidOf, weigh } from './tree.ts'

export async function* observe(
  cluster: Cluster,
  resources: readonly Resource[],
  signal: AbortSignal,
): AsyncIterable<Observation> {
  const queue: Observation[] = []
  let wake = (): void => undefined
  const tell = (observation: Observation): void => {
    queue.push(observation)
    wake()
  }
  const wanted = new Map<string, ResourceId>()
  const watches = new Map<string, Followed>()
  for (const resource of resources) {
    const name = verifiedName(resource)
    if (!name.ok) {
      tell({ type: 'warning', message: name.failure.message })
      continue
    }
    wanted.set(objectId(name.value), resource.id)
    for (const followed of followedFor(name.value))
      watches.set(`${followed.apiVersion} ${followed.kind} ${followed.namespace ?? ''}`, followed)
  }
  const stopped = new AbortController()
  const stop = AbortSignal.any([signal, stopped.signal])
  const sink = createSink(cluster, wanted, tell, stop)
  const running = [...watches.values()].map((followed) => follow(cluster, followed, sink, stop))
  const onAbort = (): void => wake()
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      const next = queue.shift()
      if (next !== undefined) yield next
      else
        await new Promise<void>((settle) => {
          wake = settle
          if (queue.length > 0 || signal.aborted) settle()
        })
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    stopped.abort()
    await Promise.all(running)
  }
}

function createSink(
  cluster: Cluster,
  wanted: ReadonlyMap<string, ResourceId>,
  tell: (observation: Observation) => void,
  signal: AbortSignal,
): Sink {
  const tree = new ObjectTree()
  const told = new Map<string, string>()
  /** Observed objects by root uid, to tell which are gone. */
  const shown = new Map<string, Map<string, Extract<Observation, { type: 'object' }>>>()
  const askedLogs = new Set<string>()
  const dirty = new Set<string>()

  function touch(object: JsonObject): void {
    // Many events arrive at once; a root is judged once for all of them.
    if (dirty.size === 0) setImmediate(judge)
    dirty.add(tree.rootOf(object))
  }

  function judge(): void {
    const roots = [...dirty]
    dirty.clear()
    if (signal.aborted) return
    for (const uid of roots) {
      const root = tree.objects.get(uid)
      const id = root === undefined ? undefined : wanted.get(objectId(nameOf(root)))
      if (root !== undefined && id !== undefined) tellTree(id, uid, root)
    }
  }

  function tellTree(id: ResourceId, uid: string, root: JsonObject): void {
    const branches = tree.below(root)
    const before = shown.get(uid)
    const now: NonNullable<typeof before> = new Map()
    for (const { object, verdict, parent } of branches) {
      const created = textAt(object, 'metadata', 'creationTimestamp')
      const named = nameOf(object)
      const observed = {
        id: objectId(named),
        parent: parent === root ? id : objectId(nameOf(parent)),
        kind: named.kind,
        name: named.name,
        ...verdict,
      }
      now.set(observed.id, {
        type: 'object',
        id,
        object: created === undefined ? observed : { ...observed, createdAt: created },
      })
      if (verdict.message.includes('crashing') && object['kind'] === 'Pod') void fetchLog(object)
    }
    for (const [key, observation] of now) if (isNew(key, observation)) tell(observation)
    for (const [key, observation] of before ?? []) {
      if (now.has(key)) continue
      told.delete(key)
      tell({ ...observation, object: { ...observation.object, health: 'terminating', message: 'Gone', gone: true } })
    }
    shown.set(uid, now)
    const verdict = weigh(root, tree.verdictOf(root), branches)
    const created = textAt(root, 'metadata', 'creationTimestamp')
    const health: Observation = {
      type: 'health',
      id,
      ...verdict,
      ...(created === undefined ? {} : { createdAt: created }),
    }
    if (isNew(`health ${id}`, health)) tell(health)
  }

  function isNew(key: string, observation: Observation): boolean {
    const text = JSON.stringify(observation)
    if (told.get(key) === text) return false
    told.set(key, text)
    return true
  }

  /** The last lines before the crash, asked for once per restart. */
  async function fetchLog(pod: JsonObject): Promise<void> {
    const crashing = listAt(pod, 'status', 'containerStatuses').find(
      (entry) => textAt(entry, 'state', 'waiting', 'reason') === 'CrashLoopBackOff',
    )
    if (crashing === undefined) return
    const named = nameOf(pod)
    const container = textAt(crashing, 'name') ?? ''
    const key = `${uidOf(pod)} ${container} ${numberAt(crashing, 'restartCount') ?? 0}`
    if (askedLogs.has(key)) return
    askedLogs.add(key)
    const path = `/api/v1/namespaces/${named.namespace ?? 'default'}/pods/${named.name}/log?previous=true&tailLines=3&container=${encodeURIComponent(container)}`
    const answer = await cluster.client.text(
      { method: 'GET', path, subject: `log of ${named.name}`, accept: '*/*' },
      signal,
    )
    if (!answer.ok || answer.value.trim() === '') return
    tree.setLog(uidOf(pod), answer.value.trim().split('\n').join(' ⏎ '))
    touch(pod)
  }

  function remove(object: JsonObject): void {
    const id = wanted.get(objectId(nameOf(object)))
    touch(object)
    tree.remove(object)
    if (id === undefined) return
    const health: Observation = { type: 'health', id, health: 'terminating', message: 'Gone' }
    if (isNew(`health ${id}`, health)) tell(health)
  }

  return {
    put(object) {
      tree.put(object)
      touch(object)
    },
    remove,
    replace(followed, objects) {
      const present = new Set(objects.map(uidOf))
      for (const [uid, object] of tree.objects) {
        const { apiVersion, kind, namespace } = nameOf(object)
        const covered =
          apiVersion === followed.apiVersion &&
          kind === followed.kind &&
          (followed.namespace === undefined || followed.namespace === namespace)
        if (covered && !present.has(uid)) remove(object)
      }
      for (const object of objects) {
        tree.put(object)
        touch(object)
      }
      for (const [text, id] of wanted) {
        if (!text.startsWith(`${followed.apiVersion}:${followed.kind}:`) || told.has(`health ${id}`)) continue
        if (objects.some((object) => objectId(nameOf(object)) === text)) continue
        const health: Observation = { type: 'health', id, health: 'progressing', message: 'Is not there yet' }
        if (isNew(`health ${id}`, health)) tell(health)
      }
    },
    warn: (message) => tell({ type: 'warning', message }),
  }
}

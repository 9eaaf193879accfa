/** List, then watch, for ever: one kind in one namespace. Lost connections, expired versions and server restarts stay in here. */
import type { JsonObject } from '@kusion/spec'
import { pause } from '../client/index.ts'
import { collectionPath } from '../discovery/index.ts'
import type { Cluster } from '../objects/cluster.ts'
import { isObject, listAt, textAt } from '../objects/object.ts'

export interface Followed {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | undefined
}

export interface Sink {
  /** All there is, after a list: what is not in it is gone. */
  replace(followed: Followed, objects: readonly JsonObject[]): void
  put(object: JsonObject): void
  remove(object: JsonObject): void
  warn(message: string): void
}

export async function follow(cluster: Cluster, followed: Followed, sink: Sink, signal: AbortSignal): Promise<void> {
  let version: string | undefined
  let failures = 0
  while (!signal.aborted) {
    const resource = await cluster.discovery.find(followed.apiVersion, followed.kind, signal)
    if (resource.ok && resource.value !== undefined) {
      const path = collectionPath(followed.apiVersion, resource.value, followed.namespace)
      version ??= await list(cluster, followed, path, sink, signal)
      if (version === 'forbidden') return
      if (version !== undefined) {
        const started = Date.now()
        version = await watch(cluster, followed, path, version, sink, signal)
        if (Date.now() - started > 1000) failures = 0
      }
    }
    failures++
    if (!signal.aborted) await pause(Math.min(50 * 2 ** failures, 5000) * (0.5 + Math.random() / 2), signal)
  }
}

async function list(
  cluster: Cluster,
  followed: Followed,
  path: string,
  sink: Sink,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await cluster.client.json({ method: 'GET', path, subject: `list of ${followed.kind}` }, signal)
  if (!answer.ok) {
    if (answer.failure.code !== 'forbidden') return undefined
    sink.warn(`cannot follow ${followed.kind} objects: ${answer.failure.message}`)
    return 'forbidden'
  }
  const { apiVersion, kind } = followed
  sink.replace(
    followed,
    listAt(answer.value, 'items').map((item) => ({ ...item, apiVersion, kind })),
  )
  return textAt(answer.value, 'metadata', 'resourceVersion')
}

/** Answers the version to go on from; undefined where only a new list helps. */
async function watch(
  cluster: Cluster,
  followed: Followed,
  path: string,
  from: string,
  sink: Sink,
  signal: AbortSignal,
): Promise<string | undefined> {
  const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}`
  const stream = await cluster.client.stream(
    { method: 'GET', path: `${path}?${query}`, subject: `watch of ${followed.kind}` },
    signal,
  )
  if (!stream.ok) return stream.failure.code === 'expired' ? undefined : from
  let version = from
  try {
    for await (const line of lines(stream.value)) {
      const event = JSON.parse(line) as JsonObject
      const object = event['object']
      if (!isObject(object)) continue
      if (event['type'] === 'ERROR') return object['code'] === 410 ? undefined : version
      version = textAt(object, 'metadata', 'resourceVersion') ?? version
      if (event['type'] === 'ADDED' || event['type'] === 'MODIFIED') sink.put(object)
      else if (event['type'] === 'DELETED') sink.remove(object)
    }
  } catch {
    // A cut connection, perhaps in the middle of a line: the version of the last whole event stands.
  }
  return version
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true })
    const parts = rest.split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) if (part !== '') yield part
  }
}

/**
 * From apiVersion and kind to a path. Asked per group version, when first needed, and kept for the run: a stack uses a
 * handful of them, and the list of one is a twentieth of the whole catalogue.
 */
import type { JsonObject } from '@kusion/spec'
import type { ApiFailure, Answer, Client } from '../client/index.ts'
import { at, listAt, textAt, type ObjectName } from '../objects/object.ts'

export interface ApiResource {
  readonly plural: string
  readonly namespaced: boolean
}

export interface Discovery {
  /** A value of undefined: the server has no such kind (now). */
  find(apiVersion: string, kind: string, signal: AbortSignal): Promise<Answer<ApiResource | undefined>>
}

export function createDiscovery(client: Client): Discovery {
  const known = new Map<string, Promise<Answer<ReadonlyMap<string, ApiResource>>>>()

  async function ask(apiVersion: string, signal: AbortSignal): Promise<Answer<ReadonlyMap<string, ApiResource>>> {
    const answer = await client.json(
      { method: 'GET', path: versionPath(apiVersion), subject: `discovery of ${apiVersion}` },
      signal,
    )
    if (answer.ok) return { ok: true, value: kindsOf(answer.value) }
    if (answer.failure.code === 'not-found') return { ok: true, value: new Map() }
    return answer
  }

  return {
    async find(apiVersion, kind, signal) {
      const pending = known.get(apiVersion) ?? ask(apiVersion, signal)
      known.set(apiVersion, pending)
      const answer = await pending
      const found = answer.ok ? answer.value.get(kind) : undefined
      // What is missing may come with a CRD of this very run.
      if (found === undefined && known.get(apiVersion) === pending) known.delete(apiVersion)
      return answer.ok ? { ok: true, value: found } : answer
    },
  }
}

function kindsOf(list: JsonObject): ReadonlyMap<string, ApiResource> {
  const kinds = new Map<string, ApiResource>()
  for (const entry of listAt(list, 'resources')) {
    const plural = textAt(entry, 'name') ?? ''
    const kind = textAt(entry, 'kind') ?? ''
    if (!plural.includes('/') && !kinds.has(kind))
      kinds.set(kind, { plural, namespaced: at(entry, 'namespaced') === true })
  }
  return kinds
}

function versionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

export function collectionPath(apiVersion: string, resource: ApiResource, namespace: string | undefined): string {
  const place = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${versionPath(apiVersion)}${place}/${resource.plural}`
}

export function objectPath(name: ObjectName, resource: ApiResource): string {
  return `${collectionPath(name.apiVersion, resource, name.namespace)}/${encodeURIComponent(name.name)}`
}

export function unknownKind(name: ObjectName): ApiFailure {
  return {
    code: 'not-found',
    message: `the cluster has no kind ${name.kind} in ${name.apiVersion}`,
    retryable: false,
    next: 'install the CustomResourceDefinition, add it to the stack, or correct apiVersion and kind',
  }
}

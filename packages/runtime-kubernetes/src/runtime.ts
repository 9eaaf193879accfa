/** The Kubernetes runtime: one cluster, behind the engine's interface. */
import type { Result, Runtime } from '@kusion/engine'
import type { JsonObject, Resource } from '@kusion/spec'
import { apply } from './apply/index.ts'
import {
  createClient,
  loadKubeconfig,
  type ClientOptions,
  type ClusterAccess,
  type KubeconfigOptions,
} from './client/index.ts'
import { createDiscovery } from './discovery/index.ts'
import { readAhead, readObject, type Cluster } from './objects/cluster.ts'
import { describe, objectId, textAt, verifiedName, withoutNoise, type ObjectName } from './objects/object.ts'
import { observe } from './observe/index.ts'
import { plan } from './plan/index.ts'

export interface KubernetesRuntimeOptions extends ClientOptions {
  /** Where the cluster is; without it, the kubeconfig says. */
  readonly access?: ClusterAccess
  readonly kubeconfig?: KubeconfigOptions
  /** Who owns the fields that are applied. */
  readonly fieldManager?: string
}

/** Opens no connection: the first request does. A broken kubeconfig is answered at once. */
export function createKubernetesRuntime(options: KubernetesRuntimeOptions = {}): Result<Runtime> {
  const access: Result<ClusterAccess> =
    options.access === undefined ? loadKubeconfig(options.kubeconfig) : { ok: true, value: options.access }
  if (!access.ok) return access
  const client = createClient(access.value, options)
  const cluster: Cluster = {
    client,
    discovery: createDiscovery(client),
    manager: options.fieldManager ?? 'kusion',
    ahead: new Map(),
    coming: new Set(),
    comingKinds: new Set(),
  }
  return { ok: true, value: runtimeOf(cluster) }
}

function runtimeOf(cluster: Cluster): Runtime {
  async function read(resource: Resource, signal: AbortSignal): Promise<Result<JsonObject | undefined>> {
    const name = verifiedName(resource)
    if (!name.ok) return name
    const live = await readObject(cluster, name.value, signal)
    return live.ok ? { ok: true, value: live.value === undefined ? undefined : withoutNoise(live.value) } : live
  }
  return {
    type: 'Kubernetes',
    prepare: (resources, signal) => prepare(cluster, resources, signal),
    plan: (request, signal) => plan(cluster, request, signal),
    async apply(change, signal) {
      const applied = await apply(cluster, change, signal)
      // A plan holds no values of Secrets, but references of other resources may need them.
      if (!applied.ok || applied.value.written || change.desired?.attributes['kind'] !== 'Secret') return applied
      const live = await read(change.desired, signal)
      return live.ok ? { ok: true, value: { ...applied.value, live: live.value } } : live
    },
    read,
    async import(resource, signal) {
      const live = await read(resource, signal)
      if (!live.ok) return live
      if (live.value !== undefined) return { ok: true, value: { ...resource, attributes: live.value } }
      return {
        ok: false,
        failure: {
          code: 'not-found',
          message: `${resource.id} is not there to be imported`,
          retryable: false,
          next: 'check the id and the cluster',
        },
      }
    },
    observe: (resources, signal) => observe(cluster, resources, signal),
    close: () => cluster.client.close(),
  }
}

async function prepare(cluster: Cluster, resources: readonly Resource[], signal: AbortSignal): Promise<Result<void>> {
  cluster.ahead.clear()
  cluster.coming.clear()
  cluster.comingKinds.clear()
  const names: ObjectName[] = []
  for (const resource of resources) {
    const name = verifiedName(resource)
    if (!name.ok) return name
    names.push(name.value)
    cluster.coming.add(objectId(name.value))
    if (name.value.kind !== 'CustomResourceDefinition') continue
    const group = textAt(resource.attributes, 'spec', 'group') ?? ''
    cluster.comingKinds.add(`${group}/${textAt(resource.attributes, 'spec', 'names', 'kind') ?? ''}`)
  }
  for (const name of names) {
    const kind = await cluster.discovery.find(name.apiVersion, name.kind, signal)
    if (!kind.ok) return kind
    if (kind.value?.namespaced === true && name.namespace === undefined) {
      return {
        ok: false,
        failure: {
          code: 'invalid',
          message: `${describe(name)} has no namespace, and its kind lives in namespaces`,
          retryable: false,
          next: 'set metadata.namespace, and the namespace in the id',
        },
      }
    }
  }
  const read = await readAhead(cluster, names, signal)
  return read.ok ? { ok: true, value: undefined } : read
}

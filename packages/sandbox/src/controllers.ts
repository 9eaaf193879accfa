/**
 * Simulated controllers: one pass looks at every object and does the next small step, as often as there is something
 * to do. Failures are asked for by annotations of the pod template, which README.md lists.
 */
import { createHash } from 'node:crypto'
import type { Catalog, Kind } from './kinds.ts'
import {
  copy,
  isMap,
  isSame,
  listAt,
  mapAt,
  matchesLabels,
  type Json,
  type JsonMap,
  type KubernetesObject,
} from './object.ts'
import { now, type ObjectStore } from './store.ts'
import { nextPodStatus } from './pods.ts'

export interface ControllerContext {
  readonly catalog: Catalog
  readonly store: ObjectStore
  /** How many times faster than life. */
  readonly speed: number
}

export function reconcile(context: ControllerContext): void {
  const each = (apiVersion: string, kind: string, step: (object: KubernetesObject, kind: Kind) => void): void => {
    const found = context.catalog.byKind(apiVersion, kind)
    if (found) for (const object of context.store.list(found)) step(object, found)
  }
  each('v1', 'Namespace', (object, kind) => namespace(context, object, kind))
  each('apps/v1', 'Deployment', (object, kind) => deployment(context, object, kind))
  each('apps/v1', 'ReplicaSet', (object, kind) => replicas(context, object, kind))
  each('apps/v1', 'StatefulSet', (object, kind) => replicas(context, object, kind))
  each('batch/v1', 'Job', (object, kind) => job(context, object, kind))
  each('v1', 'Pod', (object, kind) => pod(context, object, kind))
  each('v1', 'Service', (object, kind) => service(context, object, kind))
  each('v1', 'PersistentVolumeClaim', (object, kind) =>
    setStatus(context, kind, object, { phase: 'Bound', accessModes: mapAt(object, 'spec')['accessModes'] }),
  )
  each('networking.k8s.io/v1', 'Ingress', (object, kind) =>
    setStatus(context, kind, object, { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } }),
  )
  each('apiextensions.k8s.io/v1', 'CustomResourceDefinition', (object, kind) => {
    setStatus(context, kind, object, {
      conditions: [
        condition('Established', 'True', 'InitialNamesAccepted'),
        condition('NamesAccepted', 'True', 'NoConflicts'),
      ],
    })
  })
  collectGarbage(context)
}

export function condition(type: string, status: string, reason: string, message = ''): JsonMap {
  return { type, status, reason, message, lastTransitionTime: now() }
}

/** Conditions keep the time of their last transition. */
function setStatus(context: ControllerContext, kind: Kind, object: KubernetesObject, status: JsonMap): void {
  const before = mapAt(object, 'status')
  const old = listAt(before, 'conditions')
  const conditions = status['conditions']
  if (Array.isArray(conditions)) {
    status['conditions'] = conditions.filter(isMap).map((item) => {
      const same = old.find((other) => other['type'] === item['type'] && other['status'] === item['status'])
      return same ? { ...item, lastTransitionTime: same['lastTransitionTime'] } : item
    })
  }
  if (isSame(before, status)) return
  context.store.put(kind, { ...object, status })
}

function ownerOf(object: KubernetesObject): Json {
  const { apiVersion, kind, metadata } = object
  return [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true }]
}

function ownedBy(owner: KubernetesObject, objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.filter((object) =>
    listAt(object, 'metadata', 'ownerReferences').some((reference) => reference['uid'] === owner.metadata.uid),
  )
}

function namespace({ store, catalog }: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const { name } = object.metadata
  const serviceAccount = catalog.byKind('v1', 'ServiceAccount') as Kind
  if (object.metadata['deletionTimestamp'] !== undefined) {
    const inside = store.all().filter((entry) => entry.object.metadata.namespace === name)
    for (const entry of inside) store.remove(entry.kind, entry.object)
    if (inside.length === 0) store.remove(kind, object)
    return
  }
  if (!store.get(serviceAccount, name, 'default')) {
    store.put(serviceAccount, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: name },
    })
    store.put(catalog.byKind('v1', 'ConfigMap') as Kind, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-root-ca.crt', namespace: name },
      data: { 'ca.crt': '' },
    })
  }
}

function templateHash(template: JsonMap): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10)
}

function count(value: Json | undefined, of: number, roundUp: boolean): number {
  if (typeof value === 'number') return value
  const percent = Number(String(value ?? '25%').replace('%', ''))
  return roundUp ? Math.ceil((of * percent) / 100) : Math.floor((of * percent) / 100)
}

function deployment(context: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const { store, catalog } = context
  const sets = catalog.byKind('apps/v1', 'ReplicaSet') as Kind
  const spec = mapAt(object, 'spec')
  const template = mapAt(spec, 'template')
  const hash = templateHash(template)
  const owned = ownedBy(object, store.list(sets, object.metadata.namespace))
  const name = `${object.metadata.name}-${hash}`
  let newest = owned.find((set) => set.metadata.name === name)
  const revision = Math.max(
    0,
    ...owned.map((set) => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)),
  )
  const wanted = Number(spec['replicas'] ?? 1)
  if (!newest) {
    const labels = { ...mapAt(template, 'metadata', 'labels'), 'pod-template-hash': hash }
    newest = store.put(sets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
        labels,
        annotations: { 'deployment.kubernetes.io/revision': String(revision + 1) },
        ownerReferences: ownerOf(object),
      },
      spec: {
        replicas: owned.length === 0 ? wanted : 0,
        selector: { matchLabels: labels },
        template: { ...copy(template), metadata: { ...mapAt(template, 'metadata'), labels } },
      },
    })
    store.put(kind, {
      ...object,
      metadata: {
        ...object.metadata,
        annotations: { ...object.metadata.annotations, 'deployment.kubernetes.io/revision': String(revision + 1) },
      },
    })
    return
  }
  rollOut(
    context,
    sets,
    newest,
    owned.filter((set) => set !== newest),
    wanted,
    spec,
  )
  deploymentStatus(
    context,
    kind,
    store.get(kind, object.metadata.namespace, object.metadata.name) ?? object,
    wanted,
    newest.metadata.name,
  )
}

/** One step towards the newest ReplicaSet, within maxSurge and maxUnavailable. */
function rollOut(
  { store }: ControllerContext,
  kind: Kind,
  newest: KubernetesObject,
  old: readonly KubernetesObject[],
  wanted: number,
  spec: JsonMap,
): void {
  const rolling = mapAt(spec, 'strategy', 'rollingUpdate')
  const surge = count(rolling['maxSurge'], wanted, true)
  const unavailable = count(rolling['maxUnavailable'], wanted, false)
  const replicasOf = (set: KubernetesObject): number => Number(mapAt(set, 'spec')['replicas'] ?? 0)
  const availableOf = (set: KubernetesObject): number => Number(mapAt(set, 'status')['availableReplicas'] ?? 0)
  const scale = (set: KubernetesObject, replicas: number): void => {
    if (replicas !== replicasOf(set)) store.put(kind, { ...set, spec: { ...mapAt(set, 'spec'), replicas } })
  }
  const active = old.filter((set) => replicasOf(set) > 0)
  if (active.length === 0) return scale(newest, wanted)
  const total = [newest, ...active].reduce((sum, set) => sum + replicasOf(set), 0)
  if (replicasOf(newest) < wanted && total < wanted + surge) {
    scale(newest, Math.min(wanted, replicasOf(newest) + wanted + surge - total))
    return
  }
  const available = [newest, ...active].reduce((sum, set) => sum + availableOf(set), 0)
  const [first] = active
  const removable = available - (wanted - unavailable)
  if (first && removable > 0) scale(first, Math.max(0, replicasOf(first) - removable))
}

function deploymentStatus(
  context: ControllerContext,
  kind: Kind,
  object: KubernetesObject,
  wanted: number,
  newest: string,
): void {
  const sets = ownedBy(
    object,
    context.store.list(context.catalog.byKind('apps/v1', 'ReplicaSet') as Kind, object.metadata.namespace),
  )
  const sum = (field: string, only?: string): number =>
    sets
      .filter((set) => only === undefined || set.metadata.name === only)
      .reduce((total, set) => total + Number(mapAt(set, 'status')[field] ?? 0), 0)
  const [replicas, available, updated] = [sum('replicas'), sum('availableReplicas'), sum('replicas', newest)]
  const done = updated === wanted && available >= wanted && replicas === wanted
  const quota = sets.some((set) =>
    listAt(set, 'status', 'conditions').some((item) => item['type'] === 'ReplicaFailure'),
  )
  const failing = sets
    .flatMap((set) => listAt(set, 'status', 'conditions'))
    .find((item) => item['type'] === 'ReplicaFailure')
  setStatus(context, kind, object, {
    observedGeneration: object.metadata['generation'],
    replicas,
    updatedReplicas: updated,
    readyReplicas: sum('readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    conditions: [
      available >= wanted
        ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
        : condition(
            'Available',
            'False',
            'MinimumReplicasUnavailable',
            'Deployment does not have minimum availability.',
          ),
      done
        ? condition(
            'Progressing',
            'True',
            'NewReplicaSetAvailable',
            `ReplicaSet "${newest}" has successfully progressed.`,
          )
        : condition('Progressing', 'True', 'ReplicaSetUpdated', `ReplicaSet "${newest}" is progressing.`),
      ...(quota && failing ? [failing] : []),
    ],
  })
}

/** ReplicaSets and StatefulSets: as many pods as wanted, and how many of them are ready. */
function replicas(context: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const { store, catalog } = context
  const pods = catalog.byKind('v1', 'Pod') as Kind
  const spec = mapAt(object, 'spec')
  const wanted = Number(spec['replicas'] ?? 1)
  const isStateful = object.kind === 'StatefulSet'
  const revision = `${object.metadata.name}-${templateHash(mapAt(spec, 'template'))}`
  let owned = ownedBy(object, store.list(pods, object.metadata.namespace))
  if (isStateful) {
    const outdated = owned.find((item) => item.metadata.labels?.['controller-revision-hash'] !== revision)
    if (outdated && owned.every(isReady)) store.remove(pods, outdated)
  }
  owned = ownedBy(object, store.list(pods, object.metadata.namespace))
  const failure = mapAt(spec, 'template', 'metadata', 'annotations')['sandbox.kusion.io/fail']
  for (let index = owned.length; index < wanted && failure !== 'quota'; index++) {
    if (isStateful && !owned.every(isReady)) break
    const suffix = isStateful ? String(firstFree(object.metadata.name, owned)) : randomSuffix()
    createPod(
      store,
      pods,
      object,
      `${object.metadata.name}-${suffix}`,
      isStateful ? { 'controller-revision-hash': revision } : {},
    )
    if (isStateful) break
  }
  for (const surplus of owned
    .toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)))
    .slice(0, Math.max(0, owned.length - wanted)))
    store.remove(pods, surplus)
  const now = ownedBy(object, store.list(pods, object.metadata.namespace))
  const ready = now.filter(isReady).length
  const quotaMessage = `pods "${object.metadata.name}-" is forbidden: exceeded quota: sandbox, requested: pods=1, used: pods=0, limited: pods=0`
  setStatus(context, kind, object, {
    observedGeneration: object.metadata['generation'],
    replicas: now.length,
    readyReplicas: ready,
    availableReplicas: ready,
    ...(isStateful
      ? {
          currentReplicas: now.length,
          updatedReplicas: now.filter((item) => item.metadata.labels?.['controller-revision-hash'] === revision).length,
          currentRevision: revision,
          updateRevision: revision,
        }
      : { fullyLabeledReplicas: now.length }),
    ...(failure === 'quota' ? { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quotaMessage)] } : {}),
  })
}

function firstFree(name: string, owned: readonly KubernetesObject[]): number {
  for (let index = 0; ; index++) if (!owned.some((item) => item.metadata.name === `${name}-${index}`)) return index
}

function randomSuffix(): string {
  return Array.from({ length: 5 }, () => 'bcdfghjklmnpqrstvwxz2456789'.charAt(Math.floor(Math.random() * 27))).join('')
}

function isReady(object: KubernetesObject): boolean {
  return listAt(object, 'status', 'conditions').some((item) => item['type'] === 'Ready' && item['status'] === 'True')
}

function createPod(store: ObjectStore, kind: Kind, owner: KubernetesObject, name: string, labels: JsonMap = {}): void {
  const template = mapAt(owner, 'spec', 'template')
  store.put(kind, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(copy(template['metadata'] ?? {}) as JsonMap),
      name,
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      labels: { ...mapAt(template, 'metadata', 'labels'), ...labels },
      ownerReferences: ownerOf(owner),
    },
    spec: copy(template['spec'] ?? {}),
    status: { phase: 'Pending' },
  })
}

function job(context: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const { store, catalog } = context
  const pods = catalog.byKind('v1', 'Pod') as Kind
  const spec = mapAt(object, 'spec')
  const conditions = listAt(object, 'status', 'conditions')
  if (conditions.some((item) => item['type'] === 'Complete' || item['type'] === 'Failed')) return
  const owned = ownedBy(object, store.list(pods, object.metadata.namespace))
  const phase = (name: string): number => owned.filter((item) => mapAt(item, 'status')['phase'] === name).length
  const [succeeded, failed] = [phase('Succeeded'), phase('Failed')]
  const completions = Number(spec['completions'] ?? 1)
  const active = owned.length - succeeded - failed
  const gaveUp = failed > Number(spec['backoffLimit'] ?? 6)
  const done = succeeded >= completions
  if (!done && !gaveUp && active < Math.min(Number(spec['parallelism'] ?? 1), completions - succeeded)) {
    createPod(store, pods, object, `${object.metadata.name}-${randomSuffix()}`, {
      'batch.kubernetes.io/job-name': object.metadata.name,
      'job-name': object.metadata.name,
    })
    return
  }
  const start = mapAt(object, 'status')['startTime'] ?? now()
  setStatus(context, kind, object, {
    startTime: start,
    ready: active,
    ...(active > 0 ? { active } : {}),
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    ...(done
      ? {
          completionTime: now(),
          conditions: [
            condition('Complete', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods'),
          ],
        }
      : {}),
    ...(gaveUp
      ? {
          conditions: [
            condition('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit'),
          ],
        }
      : {}),
  })
}

function pod(context: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const next = nextPodStatus(object, context.speed)
  if (!next) return
  if (next.event) recordEvent(context, object, next.event.reason, next.event.message)
  const { nodeName } = next
  const spec = nodeName === undefined ? mapAt(object, 'spec') : { ...mapAt(object, 'spec'), nodeName }
  setStatus(context, kind, { ...object, spec }, next.status)
}

function recordEvent(
  { store, catalog }: ControllerContext,
  object: KubernetesObject,
  reason: string,
  message: string,
): void {
  const kind = catalog.byKind('v1', 'Event') as Kind
  const name = `${object.metadata.name}.${createHash('sha256')
    .update(reason + message)
    .digest('hex')
    .slice(0, 16)}`
  const before = store.get(kind, object.metadata.namespace, name)
  store.put(kind, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }) },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      uid: object.metadata.uid,
    },
    reason,
    message,
    type: 'Warning',
    count: Number(before?.['count'] ?? 0) + 1,
    firstTimestamp: before?.['firstTimestamp'] ?? now(),
    lastTimestamp: now(),
    source: { component: 'sandbox' },
  })
}

function service({ store, catalog }: ControllerContext, object: KubernetesObject, kind: Kind): void {
  const selector = mapAt(object, 'spec', 'selector')
  const { namespace, name } = object.metadata
  if (
    mapAt(object, 'spec')['type'] === 'LoadBalancer' &&
    listAt(object, 'status', 'loadBalancer', 'ingress').length === 0
  ) {
    store.put(kind, { ...object, status: { loadBalancer: { ingress: [{ ip: '192.0.2.20' }] } } })
    return
  }
  if (Object.keys(selector).length === 0) return
  const slices = catalog.byKind('discovery.k8s.io/v1', 'EndpointSlice') as Kind
  const pods = store
    .list(catalog.byKind('v1', 'Pod') as Kind, namespace)
    .filter((item) => matchesLabels(item, selector) && mapAt(item, 'status')['podIP'] !== undefined)
  const sliceName = `${name}-${createHash('sha256').update(String(object.metadata.uid)).digest('hex').slice(0, 5)}`
  store.put(slices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...store.get(slices, namespace, sliceName)?.metadata,
      name: sliceName,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { 'kubernetes.io/service-name': name },
      ownerReferences: ownerOf(object),
    },
    addressType: 'IPv4',
    endpoints: pods.map((item) => ({
      addresses: [mapAt(item, 'status')['podIP'] ?? ''],
      conditions: { ready: isReady(item), serving: isReady(item), terminating: false },
      targetRef: { kind: 'Pod', name: item.metadata.name, namespace: item.metadata.namespace, uid: item.metadata.uid },
    })),
    ports: listAt(object, 'spec', 'ports').map((port) => ({
      name: port['name'] ?? '',
      port: port['targetPort'] ?? port['port'] ?? null,
      protocol: port['protocol'] ?? 'TCP',
    })),
  })
}

/** What belongs to something that is gone goes too. */
function collectGarbage({ store }: ControllerContext): void {
  const uids = new Set(store.all().map((entry) => entry.object.metadata.uid))
  for (const { kind, object } of store.all()) {
    const owners = listAt(object, 'metadata', 'ownerReferences')
    if (owners.length > 0 && owners.every((owner) => !uids.has(String(owner['uid'])))) store.remove(kind, object)
  }
}

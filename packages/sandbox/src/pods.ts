/** The life of a pod, by its age: scheduled, started, ready, or failing in the way that its annotation asks for. */
import { createHash } from 'node:crypto'
import { listAt, mapAt, type JsonMap, type KubernetesObject } from './object.ts'
import { now } from './store.ts'

export interface PodStep {
  readonly status: JsonMap
  readonly nodeName?: string
  readonly event?: { readonly reason: string; readonly message: string }
}

const SCHEDULED = 200
const STARTED = 700
const COMPLETED = 1500

/** Undefined where nothing changes any more. */
export function nextPodStatus(pod: KubernetesObject, speed: number): PodStep | undefined {
  const status = mapAt(pod, 'status')
  const { phase } = status
  if (phase === 'Succeeded' || phase === 'Failed') return undefined
  const annotations = mapAt(pod, 'metadata', 'annotations')
  const failure = annotations['sandbox.kusion.io/fail']
  const delay = milliseconds(String(annotations['sandbox.kusion.io/delay'] ?? '0s'))
  const age = (Date.now() - Date.parse(String(pod.metadata['creationTimestamp'])) + fraction(pod)) * speed
  if (failure === 'unschedulable') {
    const message = '0/3 nodes are available: 3 Insufficient cpu.'
    return {
      status: { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable', message)] },
      ...(phase === 'Pending' && listAt(status, 'conditions').length === 0
        ? { event: { reason: 'FailedScheduling', message } }
        : {}),
    }
  }
  if (age < SCHEDULED) return undefined
  const nodeName = `node-${(createHash('sha256').update(String(pod.metadata.uid)).digest()[0] ?? 0) % 3}`
  if (age < STARTED + delay) return { nodeName, status: waiting(pod, 'ContainerCreating', '') }
  switch (failure) {
    case 'image-pull': {
      const image = String(listAt(pod, 'spec', 'containers')[0]?.['image'])
      const isNew = !JSON.stringify(status).includes('ImagePullBackOff')
      return {
        nodeName,
        status: waiting(
          pod,
          'ImagePullBackOff',
          `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`,
        ),
        ...(isNew ? { event: { reason: 'Failed', message: `Failed to pull image "${image}": not found` } } : {}),
      }
    }
    case 'crash-loop': {
      const isNew = !JSON.stringify(status).includes('CrashLoopBackOff')
      return {
        nodeName,
        status: waiting(
          pod,
          'CrashLoopBackOff',
          'back-off 2m40s restarting failed container',
          {
            restartCount: 5,
            lastState: {
              terminated: {
                exitCode: 1,
                reason: 'Error',
                startedAt: pod.metadata['creationTimestamp'] ?? null,
                finishedAt: pod.metadata['creationTimestamp'] ?? null,
              },
            },
          },
          'Running',
        ),
        ...(isNew ? { event: { reason: 'BackOff', message: 'Back-off restarting failed container' } } : {}),
      }
    }
    case 'never-ready':
      return { nodeName, status: running(pod, false) }
    default:
  }
  const isJob = listAt(pod, 'metadata', 'ownerReferences').some((owner) => owner['kind'] === 'Job')
  if (isJob && age >= COMPLETED + delay) return { nodeName, status: ended(pod, failure === 'job-fail') }
  return { nodeName, status: running(pod, true) }
}

/** What a failing container wrote. */
export function logOf(pod: KubernetesObject): string {
  const failure = mapAt(pod, 'metadata', 'annotations')['sandbox.kusion.io/fail']
  if (failure === 'crash-loop' || failure === 'job-fail')
    return 'starting\nreading the configuration\npanic: the database address is missing\n'
  return 'starting\nready\n'
}

// Timestamps have whole seconds: without this, pods would be up to a second too old.
function fraction(pod: KubernetesObject): number {
  return -((createHash('sha256').update(String(pod.metadata.uid)).digest()[1] ?? 0) % 2)
}

function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text)
  return match ? Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm'] : 0
}

function condition(type: string, status: string, reason = '', message = ''): JsonMap {
  return { type, status, lastTransitionTime: now(), ...(reason ? { reason } : {}), ...(message ? { message } : {}) }
}

const NOT_READY = 'containers with unready status'

function conditions(isReady: boolean): JsonMap[] {
  return [
    condition('PodScheduled', 'True'),
    condition('Initialized', 'True'),
    isReady
      ? condition('ContainersReady', 'True')
      : condition('ContainersReady', 'False', 'ContainersNotReady', NOT_READY),
    isReady ? condition('Ready', 'True') : condition('Ready', 'False', 'ContainersNotReady', NOT_READY),
  ]
}

function containers(pod: KubernetesObject, each: (container: JsonMap) => JsonMap): JsonMap[] {
  return listAt(pod, 'spec', 'containers').map((container) => ({
    name: container['name'] ?? '',
    image: container['image'] ?? '',
    imageID: '',
    restartCount: 0,
    ...each(container),
  }))
}

function waiting(
  pod: KubernetesObject,
  reason: string,
  message: string,
  more: JsonMap = {},
  phase = 'Pending',
): JsonMap {
  return {
    phase,
    startTime: mapAt(pod, 'status')['startTime'] ?? now(),
    conditions: conditions(false),
    containerStatuses: containers(pod, () => ({
      ready: false,
      started: false,
      state: { waiting: { reason, ...(message ? { message } : {}) } },
      ...more,
    })),
  }
}

function running(pod: KubernetesObject, isReady: boolean): JsonMap {
  const hash = createHash('sha256').update(String(pod.metadata.uid)).digest()
  const startedAt = mapAt(pod, 'status')['startTime'] ?? now()
  return {
    phase: 'Running',
    startTime: startedAt,
    hostIP: '192.0.2.1',
    podIP: `10.244.${hash[2]}.${1 + ((hash[3] ?? 0) % 254)}`,
    conditions: conditions(isReady),
    containerStatuses: containers(pod, () => ({ ready: isReady, started: true, state: { running: { startedAt } } })),
  }
}

function ended(pod: KubernetesObject, failed: boolean): JsonMap {
  const startedAt = mapAt(pod, 'status')['startTime'] ?? now()
  return {
    phase: failed ? 'Failed' : 'Succeeded',
    startTime: startedAt,
    conditions: conditions(false),
    containerStatuses: containers(pod, () => ({
      ready: false,
      started: false,
      state: {
        terminated: { exitCode: failed ? 1 : 0, reason: failed ? 'Error' : 'Completed', startedAt, finishedAt: now() },
      },
    })),
  }
}

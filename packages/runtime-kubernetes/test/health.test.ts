import { expect, test } from 'vitest'
import type { Health, JsonObject } from '@kusion/spec'
import { healthOf } from '../src/index.ts'

const deployment = (spec: JsonObject, status: JsonObject, generation = 2): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', generation },
  spec,
  status: { observedGeneration: 2, ...status },
})
const set = (kind: string, spec: JsonObject, status: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'x', generation: 1 },
  spec,
  status: { observedGeneration: 1, ...status },
})
const job = (status: JsonObject, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j' },
  spec,
  status,
})
const pod = (status: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'i:1' }] },
  status,
})
const waiting = (reason: string, more: JsonObject = {}): JsonObject =>
  pod({
    phase: 'Pending',
    containerStatuses: [{ name: 'c', image: 'i:1', state: { waiting: { reason, message: 'no such image' } }, ...more }],
  })
const crashed = (restartCount: number): JsonObject =>
  pod({
    phase: 'Running',
    containerStatuses: [
      {
        name: 'c',
        restartCount,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      },
    ],
  })
const is = (type: string, status: string, reason = 'R', message = 'because'): JsonObject => ({
  type,
  status,
  reason,
  message,
})
const core = (kind: string, spec: JsonObject, status: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  spec,
  status,
})
const custom = (status: JsonObject, generation = 1): JsonObject => ({
  apiVersion: 'example.org/v1',
  kind: 'Database',
  metadata: { name: 'd', generation },
  status,
})

const table: readonly (readonly [JsonObject, Health, string])[] = [
  [deployment({ replicas: 3 }, {}, 3), 'progressing', 'Waiting for the rollout to start'],
  [
    deployment({ replicas: 3 }, { replicas: 3, updatedReplicas: 1, availableReplicas: 3 }),
    'progressing',
    'Waiting for 2/3 replicas to be updated',
  ],
  [
    deployment({ replicas: 3 }, { replicas: 4, updatedReplicas: 3, availableReplicas: 4 }),
    'progressing',
    'Waiting for 1 old replica to stop',
  ],
  [
    deployment({ replicas: 3 }, { replicas: 3, updatedReplicas: 3, availableReplicas: 1 }),
    'progressing',
    'Waiting for 2/3 replicas to be ready',
  ],
  [
    deployment({ replicas: 3 }, { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }),
    'healthy',
    '3/3 replicas are ready',
  ],
  [deployment({}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }), 'healthy', '1/1 replicas are ready'],
  [deployment({ replicas: 0 }, {}), 'healthy', 'Scaled to zero'],
  [deployment({ replicas: 1, paused: true }, {}), 'degraded', 'The rollout is paused'],
  [
    deployment({ replicas: 1 }, { conditions: [is('Progressing', 'False', 'ProgressDeadlineExceeded')] }),
    'failed',
    'The rollout made no progress in time: because',
  ],
  [
    deployment({ replicas: 1 }, { conditions: [is('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota: q')] }),
    'failed',
    'Pods cannot be created: exceeded quota: q',
  ],
  [
    { ...deployment({}, {}), metadata: { name: 'web', deletionTimestamp: 'T', finalizers: ['a/b'] } },
    'terminating',
    'Is being deleted, waiting for a/b',
  ],
  [set('ReplicaSet', { replicas: 2 }, { replicas: 2, availableReplicas: 2 }), 'healthy', '2/2 replicas are ready'],
  [set('ReplicaSet', { replicas: 2 }, { replicas: 2 }), 'progressing', 'Waiting for 2/2 replicas to be ready'],
  [set('ReplicaSet', { replicas: 0 }, { replicas: 2 }), 'progressing', 'Scaling down from 2 to 0'],
  [
    set('StatefulSet', { replicas: 2 }, { replicas: 2, readyReplicas: 1, updatedReplicas: 2 }),
    'progressing',
    'Waiting for 1/2 replicas to be ready',
  ],
  [
    set(
      'StatefulSet',
      { replicas: 2 },
      { replicas: 2, readyReplicas: 2, updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' },
    ),
    'progressing',
    'Waiting for 1/2 replicas to be updated',
  ],
  [
    set(
      'StatefulSet',
      { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      { readyReplicas: 2, updateRevision: 'b' },
    ),
    'healthy',
    '2/2 replicas are ready',
  ],
  [
    set(
      'StatefulSet',
      { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      { readyReplicas: 2, updatedReplicas: 1, updateRevision: 'b' },
    ),
    'healthy',
    '2/2 replicas are ready',
  ],
  [
    set('DaemonSet', {}, { desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2 }),
    'progressing',
    'Waiting for 1/2 nodes to be updated',
  ],
  [
    set('DaemonSet', {}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 }),
    'progressing',
    'Waiting for 1/2 nodes to be ready',
  ],
  [
    set('DaemonSet', {}, { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }),
    'healthy',
    'Ready on 2/2 nodes',
  ],
  [set('DaemonSet', {}, {}), 'healthy', 'No node matches'],
  [job({}), 'progressing', 'Waiting for 1/1 completions'],
  [job({ failed: 2 }), 'progressing', 'Waiting for 1/1 completions, 2 tries failed'],
  [job({ succeeded: 1, conditions: [is('Complete', 'True')] }), 'healthy', 'Completed: 1 pod succeeded'],
  [
    job({ conditions: [is('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit')] }),
    'failed',
    'The job failed: Job has reached the specified backoff limit',
  ],
  [job({}, { suspend: true }), 'degraded', 'The job is suspended'],
  [
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata: {}, spec: { schedule: '@daily' } },
    'healthy',
    'Scheduled (@daily)',
  ],
  [
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata: {}, spec: { schedule: '@daily', suspend: true } },
    'healthy',
    'Suspended (@daily)',
  ],
  [pod({ phase: 'Pending' }), 'progressing', 'Waiting for the scheduler'],
  [
    pod({
      phase: 'Pending',
      conditions: [is('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available: 3 Insufficient cpu.')],
    }),
    'degraded',
    'No node can take it: 0/3 nodes are available: 3 Insufficient cpu.',
  ],
  [
    pod({ phase: 'Pending', conditions: [is('PodScheduled', 'False', 'SchedulingGated')] }),
    'degraded',
    'Waits for its scheduling gates',
  ],
  [pod({ phase: 'Pending', conditions: [is('PodScheduled', 'True')] }), 'progressing', 'Starting'],
  [waiting('ErrImagePull'), 'degraded', 'Image i:1 of container c could not be pulled (ErrImagePull): no such image'],
  [
    waiting('ImagePullBackOff'),
    'failed',
    'Image i:1 of container c cannot be pulled (ImagePullBackOff): no such image',
  ],
  [
    waiting('CreateContainerConfigError'),
    'failed',
    'Container c cannot be started (CreateContainerConfigError): no such image',
  ],
  [crashed(1), 'degraded', 'Container c keeps crashing (exit code 137, OOMKilled, restarted 1 times)'],
  [crashed(5), 'failed', 'Container c keeps crashing (exit code 137, OOMKilled, restarted 5 times)'],
  [
    pod({ phase: 'Running', containerStatuses: [{ name: 'c', ready: false }] }),
    'progressing',
    'Waiting for container c to be ready',
  ],
  [pod({ phase: 'Running', conditions: [is('Ready', 'True')] }), 'healthy', 'Ready'],
  [pod({ phase: 'Succeeded' }), 'healthy', 'Completed'],
  [
    pod({ phase: 'Failed', reason: 'Evicted', message: 'low on memory' }),
    'failed',
    'The pod failed: Evicted: low on memory',
  ],
  [core('Service', { type: 'LoadBalancer' }), 'progressing', 'Waiting for the load balancer'],
  [
    core('Service', { type: 'LoadBalancer' }, { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }),
    'healthy',
    'Reachable at 1.2.3.4',
  ],
  [core('PersistentVolumeClaim', {}, { phase: 'Pending' }), 'progressing', 'Waiting for a volume'],
  [core('PersistentVolumeClaim', { volumeName: 'v' }, { phase: 'Bound' }), 'healthy', 'Bound to v'],
  [core('PersistentVolumeClaim', { volumeName: 'v' }, { phase: 'Lost' }), 'failed', 'Its volume v is lost'],
  [core('Namespace', {}, { phase: 'Active' }), 'healthy', 'Active'],
  [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }, 'healthy', 'Exists'],
  [custom({}), 'unknown', 'Says nothing about its state'],
  [custom({ observedGeneration: 1 }, 2), 'progressing', 'Waiting for its controller to see the change'],
  [custom({ conditions: [is('Ready', 'True')] }), 'healthy', 'Ready'],
  [custom({ conditions: [is('Ready', 'False')] }), 'progressing', 'Waiting for Ready: because'],
  [custom({ conditions: [is('Ready', 'False', 'InvalidSize')] }), 'degraded', 'Not Ready: because'],
  [custom({ conditions: [is('Stalled', 'True')] }), 'failed', 'Stalled: because'],
]

test.each(table.map(([object, health, message], index) => ({ index, object, health, message })))(
  '$index $object.kind: $message',
  ({ object, health, message }) => {
    expect(healthOf(object)).toEqual({ health, message })
  },
)

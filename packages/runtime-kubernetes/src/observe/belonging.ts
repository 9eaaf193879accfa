/** What belongs to what: which kinds to follow for a resource, and by what an object names its parent. */
import type { JsonObject } from '@kusion/spec'
import { at, listAt, textAt, type ObjectName } from '../objects/object.ts'
import type { Followed } from './follow.ts'

const pod = ['v1', 'Pod'] as const

const followedBelow: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Deployment: [['apps/v1', 'ReplicaSet'], pod],
  ReplicaSet: [pod],
  StatefulSet: [pod],
  DaemonSet: [pod],
  Job: [pod],
  CronJob: [['batch/v1', 'Job'], pod],
  Service: [['discovery.k8s.io/v1', 'EndpointSlice']],
}

/** Kinds whose troubles are told in events. */
const eventful = new Set([...Object.keys(followedBelow), 'Pod', 'PersistentVolumeClaim', 'Ingress'])

export function followedFor(name: ObjectName): readonly Followed[] {
  const { namespace } = name
  const below = (followedBelow[name.kind] ?? []).map(([apiVersion, kind]) => ({ apiVersion, kind, namespace }))
  const events = eventful.has(name.kind) ? [{ apiVersion: 'v1', kind: 'Event', namespace }] : []
  return [{ apiVersion: name.apiVersion, kind: name.kind, namespace }, ...below, ...events]
}

export function parentUid(object: JsonObject): string | undefined {
  const owners = listAt(object, 'metadata', 'ownerReferences')
  return textAt(owners.find((owner) => owner['controller'] === true) ?? owners[0], 'uid')
}

/** Old ReplicaSets wind down; only the newest one tells how a rollout goes. */
export function isOfOldRollout(object: JsonObject, parent: JsonObject): boolean {
  if (object['kind'] !== 'ReplicaSet' || parent['kind'] !== 'Deployment') return false
  const revision = (of: JsonObject): unknown => at(of, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')
  const newest = revision(parent)
  return newest !== undefined && revision(object) !== newest
}

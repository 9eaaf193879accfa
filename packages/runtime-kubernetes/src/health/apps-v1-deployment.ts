import type { JsonObject } from '@kusion/spec'
import { at, numberAt } from '../objects/object.ts'
import { condition, count, degraded, failed, healthy, isStatusOld, progressing, said, type Verdict } from './verdict.ts'

export function deploymentHealth(object: JsonObject): Verdict {
  if (isStatusOld(object)) return progressing('Waiting for the rollout to start')
  const deadline = condition(object, 'Progressing')
  if (deadline?.['reason'] === 'ProgressDeadlineExceeded')
    return failed(`The rollout made no progress in time: ${said(deadline)}`)
  const refused = condition(object, 'ReplicaFailure')
  if (refused?.['status'] === 'True') return failed(`Pods cannot be created: ${said(refused)}`)
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1
  const updated = numberAt(object, 'status', 'updatedReplicas') ?? 0
  const available = numberAt(object, 'status', 'availableReplicas') ?? 0
  const total = numberAt(object, 'status', 'replicas') ?? 0
  if (at(object, 'spec', 'paused') === true && updated < wanted) return degraded('The rollout is paused')
  if (updated < wanted) return progressing(`Waiting for ${wanted - updated}/${wanted} replicas to be updated`)
  if (total > updated) return progressing(`Waiting for ${count(total - updated, 'old replica')} to stop`)
  if (available < wanted) return progressing(`Waiting for ${wanted - available}/${wanted} replicas to be ready`)
  return healthy(wanted === 0 ? 'Scaled to zero' : `${available}/${wanted} replicas are ready`)
}

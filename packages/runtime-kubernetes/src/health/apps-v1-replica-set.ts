import type { JsonObject } from '@kusion/spec'
import { numberAt } from '../objects/object.ts'
import { condition, failed, healthy, isStatusOld, progressing, said, type Verdict } from './verdict.ts'

export function replicaSetHealth(object: JsonObject): Verdict {
  if (isStatusOld(object)) return progressing('Waiting for its controller')
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1
  const refused = condition(object, 'ReplicaFailure')
  if (refused?.['status'] === 'True') return failed(`Pods cannot be created: ${said(refused)}`)
  const available = numberAt(object, 'status', 'availableReplicas') ?? 0
  const total = numberAt(object, 'status', 'replicas') ?? 0
  if (total > wanted) return progressing(`Scaling down from ${total} to ${wanted}`)
  if (available < wanted) return progressing(`Waiting for ${wanted - available}/${wanted} replicas to be ready`)
  return healthy(wanted === 0 ? 'Scaled to zero' : `${available}/${wanted} replicas are ready`)
}

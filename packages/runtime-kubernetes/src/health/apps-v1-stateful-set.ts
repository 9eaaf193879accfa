import type { JsonObject } from '@kusion/spec'
import { numberAt, textAt } from '../objects/object.ts'
import { healthy, isStatusOld, progressing, type Verdict } from './verdict.ts'

export function statefulSetHealth(object: JsonObject): Verdict {
  if (isStatusOld(object)) return progressing('Waiting for the rollout to start')
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1
  const ready = numberAt(object, 'status', 'readyReplicas') ?? 0
  const available = numberAt(object, 'status', 'availableReplicas') ?? ready
  const updated = numberAt(object, 'status', 'updatedReplicas') ?? 0
  const missing = wanted - Math.min(ready, available)
  if (missing > 0) return progressing(`Waiting for ${missing}/${wanted} replicas to be ready`)
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete') {
    const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
    const toUpdate = Math.max(wanted - partition, 0)
    const revisionsDiffer = textAt(object, 'status', 'updateRevision') !== textAt(object, 'status', 'currentRevision')
    if (revisionsDiffer && updated < toUpdate)
      return progressing(`Waiting for ${toUpdate - updated}/${toUpdate} replicas to be updated`)
  }
  const total = numberAt(object, 'status', 'replicas') ?? 0
  if (total > wanted) return progressing(`Scaling down from ${total} to ${wanted}`)
  return healthy(wanted === 0 ? 'Scaled to zero' : `${ready}/${wanted} replicas are ready`)
}

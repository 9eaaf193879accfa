import type { JsonObject } from '@kusion/spec'
import { numberAt, textAt } from '../objects/object.ts'
import { healthy, isStatusOld, progressing, type Verdict } from './verdict.ts'

export function daemonSetHealth(object: JsonObject): Verdict {
  if (isStatusOld(object)) return progressing('Waiting for the rollout to start')
  const wanted = numberAt(object, 'status', 'desiredNumberScheduled') ?? 0
  const updated = numberAt(object, 'status', 'updatedNumberScheduled') ?? 0
  const available = numberAt(object, 'status', 'numberAvailable') ?? 0
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete' && updated < wanted) {
    return progressing(`Waiting for ${wanted - updated}/${wanted} nodes to be updated`)
  }
  if (available < wanted) return progressing(`Waiting for ${wanted - available}/${wanted} nodes to be ready`)
  return healthy(wanted === 0 ? 'No node matches' : `Ready on ${available}/${wanted} nodes`)
}

import type { JsonObject } from '@kusion/spec'
import { textAt } from '../objects/object.ts'
import { failed, healthy, progressing, type Verdict } from './verdict.ts'

export function persistentVolumeClaimHealth(object: JsonObject): Verdict {
  const phase = textAt(object, 'status', 'phase')
  if (phase === 'Bound') return healthy(`Bound to ${textAt(object, 'spec', 'volumeName') ?? 'its volume'}`)
  if (phase === 'Lost') return failed(`Its volume ${textAt(object, 'spec', 'volumeName') ?? ''} is lost`)
  return progressing('Waiting for a volume')
}

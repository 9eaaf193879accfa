import type { JsonObject } from '@kusion/spec'
import { at, numberAt } from '../objects/object.ts'
import { condition, count, degraded, failed, healthy, holds, progressing, said, type Verdict } from './verdict.ts'

export function jobHealth(object: JsonObject): Verdict {
  const failure = condition(object, 'Failed')
  if (failure?.['status'] === 'True') return failed(`The job failed: ${said(failure)}`)
  const target = condition(object, 'FailureTarget')
  if (target?.['status'] === 'True') return failed(`The job is failing: ${said(target)}`)
  const succeeded = numberAt(object, 'status', 'succeeded') ?? 0
  if (holds(object, 'Complete')) return healthy(`Completed: ${count(succeeded, 'pod')} succeeded`)
  if (at(object, 'spec', 'suspend') === true || holds(object, 'Suspended')) return degraded('The job is suspended')
  const wanted = numberAt(object, 'spec', 'completions') ?? 1
  const lost = numberAt(object, 'status', 'failed') ?? 0
  const tries = lost > 0 ? `, ${count(lost, 'try').replace('trys', 'tries')} failed` : ''
  return progressing(`Waiting for ${wanted - succeeded}/${wanted} completions${tries}`)
}

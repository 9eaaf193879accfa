/** Kinds without a rule of their own: what their conditions say, by the conventions that controllers share. */
import type { JsonObject } from '@kusion/spec'
import { at, isObject, listAt } from '../objects/object.ts'
import { condition, degraded, failed, healthy, isStatusOld, progressing, said, type Verdict } from './verdict.ts'

const good = ['Ready', 'Available', 'Succeeded', 'Complete', 'Established', 'Synced', 'Healthy']

export function conditionHealth(object: JsonObject): Verdict {
  const status = at(object, 'status')
  if (!isObject(status) || Object.keys(status).length === 0)
    return { health: 'unknown', message: 'Says nothing about its state' }
  if ('observedGeneration' in status && isStatusOld(object))
    return progressing('Waiting for its controller to see the change')
  const stalled = condition(object, 'Stalled') ?? condition(object, 'Failed')
  if (stalled?.['status'] === 'True') return failed(`${String(stalled['type'])}: ${said(stalled)}`)
  const reconciling = condition(object, 'Reconciling')
  if (reconciling?.['status'] === 'True') return progressing(said(reconciling))
  for (const type of good) {
    const entry = condition(object, type)
    if (entry === undefined) continue
    if (entry['status'] === 'True') return healthy(type)
    return entry['status'] === 'False' && isDefinite(entry)
      ? degraded(`Not ${type}: ${said(entry)}`)
      : progressing(`Waiting for ${type}: ${said(entry)}`)
  }
  if (listAt(object, 'status', 'conditions').length > 0)
    return { health: 'unknown', message: 'Its conditions follow no known convention' }
  return { health: 'unknown', message: 'Has no conditions' }
}

function isDefinite(entry: JsonObject): boolean {
  return /fail|error|invalid|denied|degraded|notfound/i.test(String(entry['reason'] ?? ''))
}

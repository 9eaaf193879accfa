import type { JsonObject } from '@kusion/spec'
import { at, listAt, textAt } from '../objects/object.ts'
import { count, healthy, type Verdict } from './verdict.ts'

/** A schedule is in force as soon as it is stored; waiting for its first run could take a year. */
export function cronJobHealth(object: JsonObject): Verdict {
  const schedule = textAt(object, 'spec', 'schedule') ?? ''
  if (at(object, 'spec', 'suspend') === true) return healthy(`Suspended (${schedule})`)
  const active = listAt(object, 'status', 'active').length
  return healthy(active > 0 ? `Scheduled (${schedule}), ${count(active, 'job')} running` : `Scheduled (${schedule})`)
}

import type { JsonObject } from '@kusion/spec'
import { condition, failed, healthy, holds, progressing, said, type Verdict } from './verdict.ts'

export function customResourceDefinitionHealth(object: JsonObject): Verdict {
  const names = condition(object, 'NamesAccepted')
  if (names?.['status'] === 'False') return failed(`Its names are taken: ${said(names)}`)
  return holds(object, 'Established') ? healthy('Established') : progressing('Waiting to be established')
}

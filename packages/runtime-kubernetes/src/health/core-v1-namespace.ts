import type { JsonObject } from '@kusion/spec'
import { textAt } from '../objects/object.ts'
import { healthy, progressing, type Verdict } from './verdict.ts'

export function namespaceHealth(object: JsonObject): Verdict {
  return textAt(object, 'status', 'phase') === 'Active' ? healthy('Active') : progressing('Waiting to be active')
}

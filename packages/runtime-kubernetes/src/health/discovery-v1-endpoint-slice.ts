import type { JsonObject } from '@kusion/spec'
import { at, listAt } from '../objects/object.ts'
import { count, healthy, progressing, type Verdict } from './verdict.ts'

export function endpointSliceHealth(object: JsonObject): Verdict {
  const endpoints = listAt(object, 'endpoints')
  const ready = endpoints.filter((endpoint) => at(endpoint, 'conditions', 'ready') !== false).length
  if (ready > 0) return healthy(`${count(ready, 'endpoint')} ready`)
  return progressing(
    endpoints.length === 0 ? 'No endpoints yet' : `Waiting for ${count(endpoints.length, 'endpoint')} to be ready`,
  )
}

import type { JsonObject } from '@kusion/spec'
import { numberAt } from '../objects/object.ts'
import { healthy, isStatusOld, progressing, type Verdict } from './verdict.ts'

export function podDisruptionBudgetHealth(object: JsonObject): Verdict {
  if (isStatusOld(object)) return progressing('Waiting for its controller')
  const wanted = numberAt(object, 'status', 'desiredHealthy') ?? 0
  const current = numberAt(object, 'status', 'currentHealthy') ?? 0
  return current >= wanted
    ? healthy(`${current}/${wanted} wanted pods are healthy`)
    : progressing(`Waiting for ${wanted - current}/${wanted} pods to be healthy`)
}

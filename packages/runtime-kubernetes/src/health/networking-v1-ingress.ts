import type { JsonObject } from '@kusion/spec'
import { listAt, textAt } from '../objects/object.ts'
import { healthy, progressing, type Verdict } from './verdict.ts'

export function ingressHealth(object: JsonObject): Verdict {
  const [ingress] = listAt(object, 'status', 'loadBalancer', 'ingress')
  if (ingress === undefined) return progressing('Waiting for its controller to give it an address')
  return healthy(`Reachable at ${textAt(ingress, 'hostname') ?? textAt(ingress, 'ip') ?? 'its address'}`)
}

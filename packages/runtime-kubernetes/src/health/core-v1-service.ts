import type { JsonObject } from '@kusion/spec'
import { listAt, textAt } from '../objects/object.ts'
import { healthy, progressing, type Verdict } from './verdict.ts'

export function serviceHealth(object: JsonObject): Verdict {
  const type = textAt(object, 'spec', 'type') ?? 'ClusterIP'
  if (type === 'ExternalName') return healthy(`Points to ${textAt(object, 'spec', 'externalName') ?? ''}`)
  if (type !== 'LoadBalancer') return healthy(type === 'NodePort' ? 'Has its node port' : 'Has its address')
  const [ingress] = listAt(object, 'status', 'loadBalancer', 'ingress')
  if (ingress === undefined) return progressing('Waiting for the load balancer')
  return healthy(`Reachable at ${textAt(ingress, 'hostname') ?? textAt(ingress, 'ip') ?? 'its load balancer'}`)
}

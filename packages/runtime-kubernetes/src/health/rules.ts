/** The list of rules: a new kind is a file and a line here. */
import type { JsonObject } from '@kusion/spec'
import { listAt, textAt } from '../objects/object.ts'
import { customResourceDefinitionHealth } from './apiextensions-v1-custom-resource-definition.ts'
import { daemonSetHealth } from './apps-v1-daemon-set.ts'
import { deploymentHealth } from './apps-v1-deployment.ts'
import { replicaSetHealth } from './apps-v1-replica-set.ts'
import { statefulSetHealth } from './apps-v1-stateful-set.ts'
import { cronJobHealth } from './batch-v1-cron-job.ts'
import { jobHealth } from './batch-v1-job.ts'
import { namespaceHealth } from './core-v1-namespace.ts'
import { persistentVolumeClaimHealth } from './core-v1-persistent-volume-claim.ts'
import { podHealth } from './core-v1-pod.ts'
import { serviceHealth } from './core-v1-service.ts'
import { conditionHealth } from './custom.ts'
import { endpointSliceHealth } from './discovery-v1-endpoint-slice.ts'
import { ingressHealth } from './networking-v1-ingress.ts'
import { podDisruptionBudgetHealth } from './policy-v1-pod-disruption-budget.ts'
import { healthy, type HealthRule, type Verdict } from './verdict.ts'

/** By group and kind; versions of a kind are judged alike. */
const rules: Readonly<Record<string, HealthRule>> = {
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinitionHealth,
  'apps/DaemonSet': daemonSetHealth,
  'apps/Deployment': deploymentHealth,
  'apps/ReplicaSet': replicaSetHealth,
  'apps/StatefulSet': statefulSetHealth,
  'batch/CronJob': cronJobHealth,
  'batch/Job': jobHealth,
  '/Namespace': namespaceHealth,
  '/PersistentVolumeClaim': persistentVolumeClaimHealth,
  '/Pod': podHealth,
  '/Service': serviceHealth,
  'discovery.k8s.io/EndpointSlice': endpointSliceHealth,
  'networking.k8s.io/Ingress': ingressHealth,
  'policy/PodDisruptionBudget': podDisruptionBudgetHealth,
}

/** Groups of the server itself, whose other kinds are in force as soon as they are stored. */
const storedIsEnough =
  /^(|apps|batch|autoscaling|policy|rbac\.authorization\.k8s\.io|networking\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|admissionregistration\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|node\.k8s\.io)$/

export function healthOf(object: JsonObject): Verdict {
  if (textAt(object, 'metadata', 'deletionTimestamp') !== undefined) {
    const finalizers = (object['metadata'] as JsonObject)['finalizers']
    const held = Array.isArray(finalizers) && finalizers.length > 0 ? `, waiting for ${finalizers.join(', ')}` : ''
    return { health: 'terminating', message: `Is being deleted${held}` }
  }
  const apiVersion = textAt(object, 'apiVersion') ?? ''
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
  const rule = rules[`${group}/${textAt(object, 'kind') ?? ''}`]
  if (rule !== undefined) return rule(object)
  if (storedIsEnough.test(group) && listAt(object, 'status', 'conditions').length === 0) return healthy('Exists')
  return conditionHealth(object)
}

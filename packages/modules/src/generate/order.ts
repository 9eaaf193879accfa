/** Kusion's order of kinds: each Kubernetes resource depends on all of the kinds before its own. */
import type { Resource, ResourceId } from '@kusion/spec'

const KIND_ORDER: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]

const RANKS: ReadonlyMap<string, number> = new Map(KIND_ORDER.map((kind, rank) => [kind, rank]))

/** A kind that is not in the list comes after all that are. */
export function orderByKind(resources: readonly Resource[]): Resource[] {
  const ranked = resources
    .filter((resource) => resource.type === 'Kubernetes')
    .map((resource) => ({ id: resource.id, rank: rankOf(resource) }))
    .filter((entry) => entry.rank < KIND_ORDER.length)
  return resources.map((resource) => {
    if (resource.type !== 'Kubernetes') return resource
    const rank = rankOf(resource)
    const dependsOn = new Set<ResourceId>(resource.dependsOn)
    for (const entry of ranked) if (entry.rank < rank) dependsOn.add(entry.id)
    return dependsOn.size === 0 ? resource : { ...resource, dependsOn: [...dependsOn] }
  })
}

function rankOf(resource: Resource): number {
  return RANKS.get(String(resource.attributes['kind'])) ?? KIND_ORDER.length
}

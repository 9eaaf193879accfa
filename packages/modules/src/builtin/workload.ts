/** What the two workload modules have in common: labels, pod template, ConfigMaps. */
import type { JsonObject, Resource } from '@kusion/spec'
import type { ModuleRequest } from '../module.ts'
import { compact, kubernetesResource, stringMapAt, uniqueAppLabels, uniqueAppName } from '../kubernetes.ts'
import { podParts } from './containers.ts'

export interface WorkloadParts {
  readonly metadata: JsonObject
  readonly selector: Readonly<Record<string, string>>
  readonly template: JsonObject
  readonly configMaps: readonly Resource[]
}

export const IS_WORKLOAD = { 'kusion.io/is-workload': true }

/** Developer's labels and annotations win over the platform's. */
export function workloadParts(request: ModuleRequest, podSpec: JsonObject): WorkloadParts {
  const name = uniqueAppName(request.project, request.stack, request.app)
  const selector = uniqueAppLabels(request.project, request.app)
  const labels = {
    ...stringMapAt(request.platformConfig, 'labels'),
    ...request.labels,
    ...stringMapAt(request.devConfig, 'labels'),
    ...selector,
  }
  const annotations = {
    ...stringMapAt(request.platformConfig, 'annotations'),
    ...request.annotations,
    ...stringMapAt(request.devConfig, 'annotations'),
  }
  const shown = Object.keys(annotations).length > 0 ? annotations : undefined
  const shared = { namespace: request.namespace, labels }
  const parts = podParts(request.devConfig, name, shared)
  return {
    metadata: compact({ name, ...shared, annotations: shown }),
    selector,
    template: {
      metadata: compact({ labels, annotations: shown }),
      spec: compact({
        ...podSpec,
        containers: parts.containers,
        volumes: parts.volumes.length > 0 ? parts.volumes : undefined,
      }),
    },
    configMaps: parts.configMaps.map((configMap) => kubernetesResource(configMap)),
  }
}

/** `service`: a long-running workload, as a Deployment or a CollaSet. */
import type { JsonObject, JsonValue } from '@kusion/spec'
import { compact, kubernetesResource, stringAt, stringMapAt } from '../kubernetes.ts'
import type { Module } from '../module.ts'
import { IS_WORKLOAD, workloadParts } from './workload.ts'

export const service: Module = {
  name: 'service',
  generate(request) {
    const type = stringAt(request.platformConfig, 'type') ?? 'Deployment'
    if (type !== 'Deployment' && type !== 'CollaSet') {
      return {
        ok: false,
        message: `the workspace asks for workload type '${type}'`,
        next: 'set modules.service.configs.default.type to Deployment or CollaSet',
      }
    }
    const parts = workloadParts(request, compact({ topologySpreadConstraints: spread(request.devConfig, request) }))
    const replicas = request.devConfig['replicas'] ?? request.platformConfig['replicas'] ?? undefined
    const workload: JsonObject = {
      apiVersion: type === 'CollaSet' ? 'apps.kusionstack.io/v1alpha1' : 'apps/v1',
      kind: type,
      metadata: parts.metadata,
      spec: compact({
        replicas,
        selector: { matchLabels: parts.selector },
        template: parts.template,
      }),
    }
    return { ok: true, resources: [...parts.configMaps, kubernetesResource(workload, IS_WORKLOAD)] }
  },
}

function spread(
  devConfig: JsonObject,
  request: { readonly project: string; readonly app: string },
): JsonValue | undefined {
  const constraints = Object.entries(stringMapAt(devConfig, 'topologySpreadConstraints')).map(
    ([topologyKey, maxSkew]) => ({
      topologyKey,
      maxSkew: Number(maxSkew),
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: {
        matchLabels: { 'app.kubernetes.io/part-of': request.project, 'app.kubernetes.io/name': request.app },
      },
    }),
  )
  return constraints.length > 0 ? constraints : undefined
}

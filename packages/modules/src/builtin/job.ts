/** `job`: work that runs to its end; with a schedule a CronJob, otherwise a Job. */
import type { JsonObject } from '@kusion/spec'
import { kubernetesResource, stringAt } from '../kubernetes.ts'
import type { Module } from '../module.ts'
import { IS_WORKLOAD, workloadParts } from './workload.ts'

export const job: Module = {
  name: 'job',
  generate(request) {
    const parts = workloadParts(request, { restartPolicy: 'Never' })
    const jobSpec = { template: parts.template }
    const schedule = stringAt(request.devConfig, 'schedule')
    const workload: JsonObject = schedule
      ? {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata: parts.metadata,
          spec: { schedule, jobTemplate: { spec: jobSpec } },
        }
      : { apiVersion: 'batch/v1', kind: 'Job', metadata: parts.metadata, spec: jobSpec }
    return { ok: true, resources: [...parts.configMaps, kubernetesResource(workload, IS_WORKLOAD)] }
  },
}

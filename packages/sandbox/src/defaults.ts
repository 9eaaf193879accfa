/** What the real API server fills in, for the kinds that people try out. */
import { isMap, listAt, mapAt, type JsonMap, type KubernetesObject } from './object.ts'

function fill(target: JsonMap, defaults: JsonMap): void {
  for (const [key, value] of Object.entries(defaults)) target[key] ??= structuredClone(value)
}

export function setDefaults(object: KubernetesObject, clusterIp: () => string): void {
  const spec = isMap(object['spec']) ? object['spec'] : undefined
  switch (object.kind) {
    case 'Namespace':
      fill(object, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } })
      object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name }
      return
    case 'Secret':
      return secret(object)
    case 'Service':
      return spec && service(spec, clusterIp)
    case 'Deployment':
      if (!spec) return
      fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {} })
      if (isMap(spec['strategy'])) {
        fill(spec['strategy'], { type: 'RollingUpdate' })
        if (spec['strategy']['type'] === 'RollingUpdate')
          fill(spec['strategy'], { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } })
      }
      return template(spec, 'Always')
    case 'ReplicaSet':
      if (spec) fill(spec, { replicas: 1 })
      return template(spec, 'Always')
    case 'StatefulSet':
      if (!spec) return
      fill(spec, {
        replicas: 1,
        revisionHistoryLimit: 10,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      })
      return template(spec, 'Always')
    case 'DaemonSet':
      if (spec)
        fill(spec, {
          revisionHistoryLimit: 10,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        })
      return template(spec, 'Always')
    case 'Job':
      return spec && job(spec)
    case 'CronJob':
      if (!spec) return
      fill(spec, {
        concurrencyPolicy: 'Allow',
        failedJobsHistoryLimit: 1,
        successfulJobsHistoryLimit: 3,
        suspend: false,
      })
      template(mapAt(spec, 'jobTemplate', 'spec'), 'Always')
      return
    case 'Pod':
      return spec && podSpec(spec, 'Always')
    case 'PersistentVolumeClaim':
      if (spec) fill(spec, { volumeMode: 'Filesystem' })
      return
    default:
  }
}

function secret(object: KubernetesObject): void {
  fill(object, { type: 'Opaque' })
  const plain = object['stringData']
  if (!isMap(plain)) return
  const data = { ...mapAt(object, 'data') }
  for (const [key, value] of Object.entries(plain)) data[key] = Buffer.from(String(value)).toString('base64')
  object['data'] = data
  delete object['stringData']
}

function service(spec: JsonMap, clusterIp: () => string): void {
  fill(spec, {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  })
  if (spec['clusterIP'] === undefined && spec['type'] !== 'ExternalName') spec['clusterIP'] = clusterIp()
  if (typeof spec['clusterIP'] === 'string') fill(spec, { clusterIPs: [spec['clusterIP']] })
  if (spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort') fill(spec, { externalTrafficPolicy: 'Cluster' })
  if (spec['type'] === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true })
  let port = 30_000 + (Date.now() % 2000)
  for (const item of listAt(spec, 'ports')) {
    fill(item, { protocol: 'TCP', targetPort: item['port'] })
    if (spec['type'] === 'LoadBalancer' || spec['type'] === 'NodePort') fill(item, { nodePort: port++ })
  }
}

function job(spec: JsonMap): void {
  fill(spec, {
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    completions: 1,
    parallelism: 1,
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
  })
  template(spec, 'Always')
}

function template(spec: JsonMap | undefined, restartPolicy: string): void {
  const inner = mapAt(spec, 'template', 'spec')
  if (Object.keys(inner).length > 0) podSpec(inner, restartPolicy)
}

function podSpec(spec: JsonMap, restartPolicy: string): void {
  fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy,
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  })
  for (const container of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]) {
    const image = String(container['image'] ?? '')
    const isLatest = image.endsWith(':latest') || !/[:@]/.test(image.slice(image.lastIndexOf('/') + 1))
    fill(container, {
      imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    })
    for (const port of listAt(container, 'ports')) fill(port, { protocol: 'TCP' })
    for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      const probe = container[name]
      if (!isMap(probe)) continue
      fill(probe, { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 })
      if (isMap(probe['httpGet'])) fill(probe['httpGet'], { path: '/', scheme: 'HTTP' })
    }
  }
  for (const volume of listAt(spec, 'volumes')) {
    for (const source of ['configMap', 'secret']) if (isMap(volume[source])) fill(volume[source], { defaultMode: 420 })
  }
}

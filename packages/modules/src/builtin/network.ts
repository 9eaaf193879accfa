/** `network`: Services for the ports, an Ingress and an IngressClass where they are asked for. */
import type { JsonObject, JsonValue, Resource } from '@kusion/spec'
import {
  compact,
  isObject,
  kubernetesResource,
  listAt,
  objectAt,
  stringAt,
  stringMapAt,
  uniqueAppLabels,
  uniqueAppName,
} from '../kubernetes.ts'
import type { Module, ModuleRequest, ModuleResult } from '../module.ts'

interface Port {
  readonly port: number
  readonly targetPort: number
  readonly protocol: 'TCP' | 'UDP'
  readonly isPublic: boolean
}

const CLOUDS: Readonly<Record<string, JsonObject>> = {
  aws: {},
  alicloud: { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-spec': 'slb.s1.small' },
}

export const network: Module = {
  name: 'network',
  generate(request): ModuleResult {
    const ports = listAt(request.devConfig, 'ports').filter(isObject).map(toPort)
    const repeated = ports.find((port, at) => ports.some((other, index) => index < at && isSamePort(port, other)))
    if (repeated) {
      return {
        ok: false,
        message: `port ${repeated.port}/${repeated.protocol} is listed twice`,
        next: 'keep one entry of ports for each port and protocol',
      }
    }
    const cloud = objectAt(request.platformConfig, 'port')
    const type = stringAt(cloud, 'type')
    const publicPorts = ports.filter((port) => port.isPublic)
    if (publicPorts.length > 0 && (type === undefined || CLOUDS[type] === undefined)) {
      return {
        ok: false,
        message: `port ${publicPorts[0]?.port} is public, but the workspace does not say which cloud serves public ports`,
        next: 'set modules.network.configs.default.port.type to aws or alicloud',
      }
    }
    const privatePorts = ports.filter((port) => !port.isPublic)
    const resources: Resource[] = []
    if (privatePorts.length > 0) resources.push(privateService(request, privatePorts))
    if (publicPorts.length > 0) resources.push(publicService(request, publicPorts, cloud, CLOUDS[type ?? ''] ?? {}))
    const ingress = request.devConfig['ingress']
    if (isObject(ingress)) {
      const built = ingressResource(request, ingress, ports)
      if (typeof built === 'string')
        return { ok: false, message: built, next: 'name the service, or offer the port in ports' }
      resources.push(built)
    }
    const ingressClass = request.devConfig['ingressClass']
    if (isObject(ingressClass)) resources.push(ingressClassResource(ingressClass))
    return { ok: true, resources }
  },
}

function toPort(value: JsonObject): Port {
  const port = Number(value['port'] ?? 80)
  return {
    port,
    targetPort: Number(value['targetPort'] ?? port),
    protocol: value['protocol'] === 'UDP' ? 'UDP' : 'TCP',
    isPublic: value['public'] === true,
  }
}

function isSamePort(a: Port, b: Port): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.isPublic === b.isPublic
}

function serviceName(request: ModuleRequest, suffix: 'private' | 'public'): string {
  return `${uniqueAppName(request.project, request.stack, request.app)}-${suffix}`
}

function service(
  request: ModuleRequest,
  suffix: 'private' | 'public',
  metadata: JsonObject,
  type: string,
  ports: readonly Port[],
): Resource {
  const name = serviceName(request, suffix)
  const selector = uniqueAppLabels(request.project, request.app)
  return kubernetesResource({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: compact({
      name,
      namespace: request.namespace,
      labels: { ...request.labels, ...stringMapAt(metadata, 'labels'), ...selector },
      annotations: metadata['annotations'],
    }),
    spec: {
      type,
      selector,
      ports: ports.map((port) => ({
        name: portName(name, port),
        port: port.port,
        targetPort: port.targetPort,
        protocol: port.protocol,
      })),
    },
  })
}

/** The name of a port is a DNS label: of an application with a long name its end is what tells ports apart. */
function portName(serviceName: string, port: Port): string {
  return `${serviceName}-${port.port}-${port.protocol.toLowerCase()}`.slice(-63).replace(/^[^a-z0-9]+/, '')
}

function privateService(request: ModuleRequest, ports: readonly Port[]): Resource {
  return service(request, 'private', {}, 'ClusterIP', ports)
}

function publicService(
  request: ModuleRequest,
  ports: readonly Port[],
  cloud: JsonObject,
  defaults: JsonObject,
): Resource {
  const annotations = { ...defaults, ...objectAt(cloud, 'annotations') }
  const metadata = compact({
    labels: objectAt(cloud, 'labels'),
    annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
  })
  return service(request, 'public', metadata, 'LoadBalancer', ports)
}

/** A message where a backend cannot be found. */
function ingressResource(request: ModuleRequest, ingress: JsonObject, ports: readonly Port[]): Resource | string {
  let problem: string | undefined
  const backend = (value: JsonValue | undefined): JsonObject | undefined => {
    if (!isObject(value)) return undefined
    const named = objectAt(value, 'service')
    if (value['service'] === undefined || value['service'] === null) return withoutType(value)
    const port = withoutType(objectAt(named, 'port'))
    const name = stringAt(named, 'name') ?? ownServiceOf(port)
    if (name === undefined)
      problem = `the ingress leads to port ${String(port['number'] ?? port['name'])}, which no entry of ports offers`
    return { service: { name: name ?? '', port } }
  }
  const ownServiceOf = (port: JsonObject): string | undefined => {
    const found = ports.find((candidate) => candidate.port === port['number'])
    return found && serviceName(request, found.isPublic ? 'public' : 'private')
  }
  const rules = listAt(ingress, 'rules')
    .filter(isObject)
    .map((rule) =>
      compact({
        host: rule['host'] ?? undefined,
        http: isObject(rule['http'])
          ? {
              paths: listAt(rule['http'], 'paths')
                .filter(isObject)
                .map((path) =>
                  compact({
                    path: path['path'] ?? undefined,
                    pathType: path['pathType'],
                    backend: backend(path['backend']),
                  }),
                ),
            }
          : undefined,
      }),
    )
  const tls = listAt(ingress, 'tls').filter(isObject).map(withoutType)
  const object = kubernetesResource({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: compact({
      name: `${uniqueAppName(request.project, request.stack, request.app)}-ingress`,
      namespace: request.namespace,
      labels: {
        ...request.labels,
        ...stringMapAt(ingress, 'labels'),
        ...uniqueAppLabels(request.project, request.app),
      },
      annotations: isObject(ingress['annotations']) ? withoutType(ingress['annotations']) : undefined,
    }),
    spec: compact({
      ingressClassName:
        stringAt(ingress, 'ingressClassName') ?? stringAt(objectAt(request.devConfig, 'ingressClass'), 'name'),
      defaultBackend: backend(ingress['defaultBackend']),
      rules: rules.length > 0 ? rules : undefined,
      tls: tls.length > 0 ? tls : undefined,
    }),
  })
  return problem ?? object
}

function ingressClassResource(ingressClass: JsonObject): Resource {
  return kubernetesResource({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: compact({
      name: stringAt(ingressClass, 'name'),
      labels: ingressClass['labels'] ?? undefined,
      annotations: ingressClass['annotations'] ?? undefined,
    }),
    spec: compact({
      controller: ingressClass['controller'] ?? undefined,
      parameters: ingressClass['parameters'] ?? undefined,
    }),
  })
}

function withoutType(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => key !== '_type' && item !== null))
}

/** From the containers of a service or a job to the pod that runs them, with the ConfigMaps and volumes that they need. */
import type { JsonObject, JsonValue } from '@kusion/spec'
import { compact, isObject, objectAt, stringAt, stringMapAt } from '../kubernetes.ts'

export interface PodParts {
  readonly containers: readonly JsonObject[]
  readonly volumes: readonly JsonObject[]
  readonly configMaps: readonly JsonObject[]
}

export class ContainerError extends Error {
  override readonly name = 'ContainerError'
}

export function podParts(workload: JsonObject, uniqueName: string, metadata: JsonObject): PodParts {
  const containers: JsonObject[] = []
  const volumes: JsonObject[] = []
  const configMaps: JsonObject[] = []
  for (const [name, container] of Object.entries(objectAt(workload, 'containers')).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (!isObject(container)) throw new ContainerError(`container '${name}' is no object`)
    const mounts: JsonObject[] = []
    mountFiles(container, `${uniqueName}-${name}`, metadata, { mounts, volumes, configMaps })
    mountFolders(container, name, { mounts, volumes })
    containers.push(
      compact({
        name,
        image: stringAt(container, 'image'),
        command: container['command'] ?? undefined,
        args: container['args'] ?? undefined,
        env: environment(container),
        workingDir: stringAt(container, 'workingDir'),
        resources: resources(container),
        volumeMounts: mounts.length > 0 ? mounts : undefined,
        livenessProbe: probe(container['livenessProbe']),
        readinessProbe: probe(container['readinessProbe']),
        startupProbe: probe(container['startupProbe']),
        lifecycle: lifecycle(container['lifecycle']),
      }),
    )
  }
  return { containers, volumes, configMaps }
}

/** `secret://name/key`, `configmap://name/key` */
function keyReference(
  text: string,
): { readonly kind: 'secret' | 'configmap'; readonly name: string; readonly key: string } | undefined {
  const match = /^(secret|configmap):\/\/([^/]+)(?:\/(.+))?$/.exec(text)
  if (!match) return undefined
  return { kind: match[1] as 'secret' | 'configmap', name: match[2] ?? '', key: match[3] ?? '' }
}

function environment(container: JsonObject): JsonValue | undefined {
  const variables = Object.entries(stringMapAt(container, 'env')).map(([name, value]): JsonObject => {
    const reference = keyReference(value)
    if (!reference) return { name, value }
    if (reference.key === '') throw new ContainerError(`environment variable '${name}': '${value}' names no key`)
    const selector = { name: reference.name, key: reference.key }
    return { name, valueFrom: reference.kind === 'secret' ? { secretKeyRef: selector } : { configMapKeyRef: selector } }
  })
  return variables.length > 0 ? variables : undefined
}

/** "250m-500m" is a request and a limit, a single quantity a limit. */
function resources(container: JsonObject): JsonObject | undefined {
  const limits: Record<string, string> = {}
  const requests: Record<string, string> = {}
  for (const [name, quantity] of Object.entries(stringMapAt(container, 'resources'))) {
    const [low = '', high, ...rest] = quantity.split('-')
    if (rest.length > 0 || low === '' || high === '') {
      throw new ContainerError(`resources: '${name}: ${quantity}' is neither a quantity nor two joined by '-'`)
    }
    if (high === undefined) limits[name] = low
    else {
      requests[name] = low
      limits[name] = high
    }
  }
  if (Object.keys(limits).length === 0) return undefined
  return compact({ limits, requests: Object.keys(requests).length > 0 ? requests : undefined })
}

function mountFiles(
  container: JsonObject,
  prefix: string,
  metadata: JsonObject,
  into: { mounts: JsonObject[]; volumes: JsonObject[]; configMaps: JsonObject[] },
): void {
  Object.entries(objectAt(container, 'files')).forEach(([path, file], index) => {
    if (!isObject(file)) throw new ContainerError(`file '${path}' is no object`)
    const name = `${prefix}-${index}`
    const fileName = path.slice(path.lastIndexOf('/') + 1)
    const mode = Number.parseInt(stringAt(file, 'mode') ?? '0644', 8)
    const from = stringAt(file, 'contentFrom')
    const volumeName = `file-${name}`.slice(0, 63)
    if (from === undefined || from === '') {
      into.configMaps.push({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadata, name },
        data: { [fileName]: stringAt(file, 'content') ?? '' },
      })
      into.volumes.push({ name: volumeName, configMap: { name, defaultMode: mode } })
    } else {
      const reference = keyReference(from)
      if (!reference || reference.key === '') {
        throw new ContainerError(`file '${path}': contentFrom '${from}' is not of the form secret://name/key`)
      }
      const items = [{ key: reference.key, path: fileName }]
      into.volumes.push(
        reference.kind === 'secret'
          ? { name: volumeName, secret: { secretName: reference.name, items, defaultMode: mode } }
          : { name: volumeName, configMap: { name: reference.name, items, defaultMode: mode } },
      )
    }
    into.mounts.push({ name: volumeName, mountPath: path, subPath: fileName })
  })
}

function mountFolders(
  container: JsonObject,
  containerName: string,
  into: { mounts: JsonObject[]; volumes: JsonObject[] },
): void {
  Object.entries(stringMapAt(container, 'dirs')).forEach(([path, source], index) => {
    const reference = keyReference(source)
    if (!reference) {
      throw new ContainerError(`folder '${path}': '${source}' is neither secret://name nor configmap://name`)
    }
    const name = `dir-${containerName}-${index}`
    into.volumes.push(
      reference.kind === 'secret'
        ? { name, secret: { secretName: reference.name } }
        : { name, configMap: { name: reference.name } },
    )
    into.mounts.push({ name, mountPath: path })
  })
}

const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const

function probe(value: JsonValue | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined
  return compact({
    ...handler(value['probeHandler']),
    ...Object.fromEntries(PROBE_NUMBERS.map((name) => [name, value[name] ?? undefined])),
    terminationGracePeriodSeconds: value['terminationGracePeriod'] ?? undefined,
  })
}

function lifecycle(value: JsonValue | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined
  const hook = (name: string): JsonObject | undefined => (isObject(value[name]) ? handler(value[name]) : undefined)
  return compact({ postStart: hook('postStart'), preStop: hook('preStop') })
}

/** The kind of a handler is the last name of its `_type`. */
function handler(value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) throw new ContainerError('a probe needs a probeHandler')
  const kind = (stringAt(value, '_type') ?? '').split('.').at(-1)
  switch (kind) {
    case 'Exec':
      return { exec: { command: value['command'] ?? [] } }
    case 'Http': {
      const url = parseUrl(stringAt(value, 'url'))
      const headers = Object.entries(stringMapAt(value, 'headers')).map(([name, text]) => ({ name, value: text }))
      return {
        httpGet: compact({
          path: `${url.pathname}${url.search}`,
          port: portOf(url),
          host: isLoopback(url.hostname) ? undefined : url.hostname,
          scheme: url.protocol === 'https:' ? 'HTTPS' : 'HTTP',
          httpHeaders: headers.length > 0 ? headers : undefined,
        }),
      }
    }
    case 'Tcp': {
      const url = parseUrl(stringAt(value, 'url'))
      return { tcpSocket: compact({ port: portOf(url), host: isLoopback(url.hostname) ? undefined : url.hostname }) }
    }
    default:
      throw new ContainerError(`'${kind ?? ''}' is no probe handler: use Exec, Http or Tcp`)
  }
}

function parseUrl(text: string | undefined): URL {
  const url = URL.canParse(text ?? '') ? new URL(text ?? '') : undefined
  if (!url) throw new ContainerError(`'${text ?? ''}' is no URL, such as http://localhost:8080/healthz`)
  return url
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

// The kubelet asks the pod itself when no host is named; "localhost" would be the node.
function isLoopback(host: string): boolean {
  return host === '' || host === 'localhost' || host === '127.0.0.1' || host === '[::1]'
}

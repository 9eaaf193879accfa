/** What the real API server refuses, for the mistakes that people make. */
import { groupOf, invalid, type Cause } from './failure.ts'
import { isSame, listAt, mapAt, matchesLabels, type KubernetesObject } from './object.ts'

const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export function validate(object: KubernetesObject, before: KubernetesObject | undefined): void {
  const causes: Cause[] = []
  const { name } = object.metadata
  if (!DNS_SUBDOMAIN.test(name) && !object.apiVersion.startsWith('rbac.')) {
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.name',
      message: `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    })
  }
  if (['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(object.kind)) workload(object, causes)
  if (
    object.kind === 'Service' &&
    listAt(object, 'spec', 'ports').length === 0 &&
    mapAt(object, 'spec')['clusterIP'] !== 'None'
  ) {
    causes.push({ reason: 'FieldValueRequired', field: 'spec.ports', message: 'Required value' })
  }
  if (before) immutable(object, before, causes)
  if (causes.length > 0) throw invalid(object.kind, groupOf(object.apiVersion), name, causes)
}

function workload(object: KubernetesObject, causes: Cause[]): void {
  const selector = mapAt(object, 'spec', 'selector', 'matchLabels')
  const template = mapAt(object, 'spec', 'template')
  if (Object.keys(mapAt(object, 'spec', 'selector')).length === 0) {
    causes.push({ reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' })
  } else if (!matchesLabels(template, selector)) {
    const labels = JSON.stringify(mapAt(template, 'metadata', 'labels'))
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'spec.template.metadata.labels',
      message: `Invalid value: ${labels}: \`selector\` does not match template \`labels\``,
    })
  }
  if (listAt(template, 'spec', 'containers').length === 0) {
    causes.push({ reason: 'FieldValueRequired', field: 'spec.template.spec.containers', message: 'Required value' })
  }
  listAt(template, 'spec', 'containers').forEach((container, index) => {
    if (!container['image'])
      causes.push({
        reason: 'FieldValueRequired',
        field: `spec.template.spec.containers[${index}].image`,
        message: 'Required value',
      })
  })
}

const IMMUTABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Deployment: [['selector']],
  ReplicaSet: [['selector']],
  DaemonSet: [['selector']],
  StatefulSet: [['selector'], ['serviceName'], ['volumeClaimTemplates']],
  Job: [['template'], ['selector'], ['completions']],
}

function immutable(object: KubernetesObject, before: KubernetesObject, causes: Cause[]): void {
  const refuse = (field: string, value: unknown): void => {
    causes.push({
      reason: 'FieldValueInvalid',
      field,
      message: `Invalid value: ${JSON.stringify(value)}: field is immutable`,
    })
  }
  for (const [name = ''] of IMMUTABLE[object.kind] ?? []) {
    const [was, is] = [mapAt(before, 'spec')[name], mapAt(object, 'spec')[name]]
    if (!isSame(was, is)) refuse(`spec.${name}`, is)
  }
  if (object.kind === 'Service') {
    const [was, is] = [mapAt(before, 'spec')['clusterIP'], mapAt(object, 'spec')['clusterIP']]
    if (was !== undefined && was !== is) refuse('spec.clusterIPs[0]', [is])
  }
  if (
    (object.kind === 'ConfigMap' || object.kind === 'Secret') &&
    before['immutable'] === true &&
    !isSame(before['data'], object['data'])
  ) {
    causes.push({
      reason: 'FieldValueForbidden',
      field: 'data',
      message: 'Forbidden: field is immutable when `immutable` is set',
    })
  }
}

/** A package of the size and shape of the generated Kubernetes models: one schema a file, most of each file its documentation. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Group {
  readonly path: string
  readonly version: string
  readonly schemas: number
  /** Index of a group below whose schemas some attributes have. */
  readonly uses: readonly number[]
}

const GROUPS: readonly Group[] = [
  { path: 'apimachinery/pkg/apis/meta/v1', version: 'v1', schemas: 50, uses: [] },
  { path: 'api/core/v1', version: 'v1', schemas: 230, uses: [0] },
  { path: 'api/apps/v1', version: 'apps/v1', schemas: 30, uses: [0, 1] },
  { path: 'api/batch/v1', version: 'batch/v1', schemas: 20, uses: [0, 1] },
  { path: 'api/networking/v1', version: 'networking.k8s.io/v1', schemas: 40, uses: [0, 1] },
  { path: 'api/policy/v1', version: 'policy/v1', schemas: 10, uses: [0, 1] },
  { path: 'api/rbac/v1', version: 'rbac.authorization.k8s.io/v1', schemas: 15, uses: [0] },
  { path: 'api/storage/v1', version: 'storage.k8s.io/v1', schemas: 30, uses: [0, 1] },
  { path: 'api/autoscaling/v2', version: 'autoscaling/v2', schemas: 30, uses: [0] },
  { path: 'api/admissionregistration/v1', version: 'admissionregistration.k8s.io/v1', schemas: 35, uses: [0] },
]

const SENTENCE =
  'Describes what the cluster is asked for and what it may assume of it; more info in the concepts of the documentation.'
const SCALARS = ['str', 'int', 'bool', '[str]', '{str:str}', 'int | str']

/** The kinds that programs use, by the place of their schema in its group. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'apimachinery/pkg/apis/meta/v1': ['ObjectMeta', 'LabelSelector'],
  'api/core/v1': ['Service', 'ServiceSpec', 'PodTemplateSpec', 'PodSpec', 'Container', 'ContainerPort', 'EnvVar'],
  'api/apps/v1': ['Deployment', 'DeploymentSpec'],
}

/** Attributes that the sample programs assign. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  ObjectMeta: ['name?: str', 'namespace?: str', 'labels?: {str:str}'],
  LabelSelector: ['matchLabels?: {str:str}'],
  Service: ['apiVersion: "v1" = "v1"', 'kind: "Service" = "Service"', 'metadata?: v1.ObjectMeta', 'spec?: ServiceSpec'],
  ServiceSpec: ['selector?: {str:str}', 'clusterIP?: str'],
  PodTemplateSpec: ['metadata?: v1.ObjectMeta', 'spec?: PodSpec'],
  PodSpec: ['containers: [Container]'],
  Container: ['name: str', 'image?: str', 'ports?: [ContainerPort]', 'env?: [EnvVar]'],
  ContainerPort: ['containerPort: int', 'protocol?: str'],
  EnvVar: ['name: str', 'value?: str'],
  Deployment: [
    'apiVersion: "apps/v1" = "apps/v1"',
    'kind: "Deployment" = "Deployment"',
    'metadata?: v1.ObjectMeta',
    'spec?: DeploymentSpec',
  ],
  DeploymentSpec: ['replicas?: int', 'selector: v1.LabelSelector', 'template: core.PodTemplateSpec'],
}

const nameOf = (group: Group, index: number): string => NAMES[group.path]?.[index] ?? `Kind${index}`
const importOf = (group: number): string => ['', ...(GROUPS[group]?.path ?? '').split('/')].slice(1).join('.')

function schemaSource(group: Group, index: number): string {
  const name = nameOf(group, index)
  const own = OWN[name] ?? []
  const others = Array.from({ length: 6 + (index % 9) }, (_, at) => {
    const turn = (index * 7 + at * 3) % 10
    if (turn < 6) return `field${at}?: ${SCALARS[turn] ?? 'str'}`
    if (turn < 8) return `field${at}?: ${nameOf(group, (index * 5 + at + 1) % group.schemas)}`
    const used = group.uses.at(at % Math.max(group.uses.length, 1))
    const target = used === undefined ? undefined : GROUPS[used]
    if (used === undefined || !target) return `field${at}?: [${nameOf(group, (index + at) % group.schemas)}]`
    return `field${at}?: ${used === 0 ? 'v1' : 'core'}.${nameOf(target, (index * 3 + at) % target.schemas)}`
  })
  const attributes = [...own, ...others]
  const body = attributes.join('\n    ')
  const imports = [
    ...(body.includes('v1.') ? [`import ${importOf(0)}`] : []),
    ...(body.includes('core.') ? [`import ${importOf(1)} as core`] : []),
  ]
  const described = attributes.map(
    (line) => `    ${line.replace('?', ' ').replace(':', ' :')}, optional\n        ${`${SENTENCE} `.repeat(4)}\n`,
  )
  return `"""\nGenerated; do not edit.\n"""\n${imports.join('\n')}\n\nschema ${name}:\n    r"""\n    ${name}: ${SENTENCE}\n\n    Attributes\n    ----------\n${described.join('')}    """\n\n    ${body}\n`
}

/** Writes the package `k8s` and a program that describes one Deployment and one Service; answers the program's folder. */
export function writeKubernetesProgram(root: string): string {
  for (const group of GROUPS) {
    for (let index = 0; index < group.schemas; index++) {
      const file = join(root, 'k8s', group.path, `${nameOf(group, index).toLowerCase()}.k`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, schemaSource(group, index))
    }
  }
  writeFileSync(join(root, 'k8s/kcl.mod'), '[package]\nname = "k8s"\n')
  const app = join(root, 'app')
  mkdirSync(app)
  writeFileSync(join(app, 'kcl.mod'), '[package]\nname = "app"\n\n[dependencies]\nk8s = { path = "../k8s" }\n')
  writeFileSync(join(app, 'main.k'), PROGRAM)
  return app
}

const PROGRAM = `import k8s.api.apps.v1 as apps
import k8s.api.core.v1 as core

_labels = {app = "web"}

deployment = apps.Deployment {
    metadata: {name = "web", labels = _labels}
    spec: {
        replicas = 2
        selector.matchLabels = _labels
        template: {
            metadata.labels = _labels
            spec.containers = [
                {
                    name = "web"
                    image = "nginx:1.27"
                    ports = [{containerPort = 80}]
                    env = [{name = "MODE", value = "production"}]
                }
            ]
        }
    }
}

service = core.Service {
    metadata: {name = "web", labels = _labels}
    spec.selector = _labels
}
`

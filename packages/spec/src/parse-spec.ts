/** Spec files and releases, as Kusion writes them. */
import type { Checked, Diagnostic } from '@kusion/diagnostics'
import { parse, stringify } from 'yaml'
import { specDiagnostic, YamlFile } from './document.ts'
import type { JsonObject } from './json.ts'
import { isObject } from './parse-files.ts'
import type { Release } from './release.ts'
import { resourceId, type Resource, type Spec } from './resource.ts'

export function parseSpec(text: string, path: string): Checked<Spec> {
  const file = new YamlFile(text, path)
  const content = file.top('a Spec')
  file.knownFields(content, ['resources', 'secretStore', 'context'], [])
  const resources: Resource[] = []
  const given = content['resources'] ?? []
  if (!Array.isArray(given)) file.report('KUS-1002', ['resources'], 'resources is a list')
  else given.forEach((value, index) => resources.push(...readResource(file, value as JsonObject, ['resources', index])))
  const seen = new Map<string, number>()
  resources.forEach((resource, index) => {
    const first = seen.get(resource.id)
    if (first === undefined) seen.set(resource.id, index)
    else
      file.report(
        'KUS-1006',
        ['resources', index, 'id'],
        `two resources have the id '${resource.id}'`,
        'rename or remove one of them',
      )
  })
  const { secretStore, context } = content
  return {
    value: { resources, ...(isObject(secretStore) ? { secretStore } : {}), ...(isObject(context) ? { context } : {}) },
    diagnostics: file.diagnostics,
  }
}

/** Resources that are plain data already, such as the documents of a compiled program. */
export function resourcesFrom(values: readonly unknown[], origin: string): Checked<readonly Resource[]> {
  const diagnostics: Diagnostic[] = []
  const resources: Resource[] = []
  values.forEach((value, index) => {
    const { id, type, attributes } = (value ?? {}) as { id?: unknown; type?: unknown; attributes?: unknown }
    if (typeof id !== 'string' || typeof type !== 'string' || typeof attributes !== 'object') {
      diagnostics.push(
        specDiagnostic(
          'KUS-1002',
          `${origin}: document ${index + 1} is no resource: it has no id, type and attributes`,
        ),
      )
      return
    }
    resources.push(toResource(value as JsonObject))
  })
  return { value: resources, diagnostics: [...diagnostics, ...verifyResources(resources)] }
}

function readResource(file: YamlFile, value: JsonObject, path: readonly (string | number)[]): readonly Resource[] {
  if (!isObject(value)) {
    file.report('KUS-1002', path, 'a resource is a map with id, type and attributes')
    return []
  }
  file.knownFields(value, ['id', 'type', 'attributes', 'dependsOn', 'extensions'], path)
  const before = file.diagnostics.length
  for (const name of ['id', 'type'] as const) {
    if (typeof value[name] !== 'string' || value[name] === '')
      file.report('KUS-1002', [...path, name], `a resource has a ${name}, which is a text`)
  }
  if (value['attributes'] !== undefined && !isObject(value['attributes']))
    file.report('KUS-1002', [...path, 'attributes'], 'attributes is a map')
  if (value['dependsOn'] !== undefined && value['dependsOn'] !== null && !Array.isArray(value['dependsOn']))
    file.report('KUS-1002', [...path, 'dependsOn'], 'dependsOn is a list of ids')
  if (file.diagnostics.length > before) return []
  const resource = toResource(value)
  const problem = idProblem(resource)
  if (problem !== undefined) file.report('KUS-1005', [...path, 'id'], problem, 'make the id and the attributes agree')
  return [resource]
}

function toResource(value: JsonObject): Resource {
  const dependsOn = Array.isArray(value['dependsOn']) ? value['dependsOn'].map((id) => resourceId(String(id))) : []
  return {
    id: resourceId(String(value['id'])),
    type: String(value['type']),
    attributes: isObject(value['attributes']) ? value['attributes'] : {},
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(isObject(value['extensions']) ? { extensions: value['extensions'] } : {}),
  }
}

/** What does not fit between a Kubernetes resource's id and its attributes. */
export function idProblem(resource: Resource): string | undefined {
  if (resource.type !== 'Kubernetes' || Object.keys(resource.attributes).length === 0) return undefined
  const { apiVersion, kind, metadata } = resource.attributes
  const { name, namespace } = isObject(metadata) ? metadata : {}
  if (typeof apiVersion !== 'string' || typeof kind !== 'string')
    return `'${resource.id}' has no apiVersion and kind in its attributes`
  if (typeof name !== 'string') return `'${resource.id}' has no metadata.name in its attributes`
  const expected = [
    apiVersion,
    kind,
    ...(typeof namespace === 'string' && namespace !== '' ? [namespace] : []),
    name,
  ].join(':')
  return expected === resource.id ? undefined : `the id is '${resource.id}', but its attributes say '${expected}'`
}

/** Ids that do not fit, and ids that stand twice. */
export function verifyResources(resources: readonly Resource[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  for (const resource of resources) {
    const problem = idProblem(resource)
    if (problem !== undefined)
      diagnostics.push(specDiagnostic('KUS-1005', problem, undefined, 'make the id and the attributes agree'))
    if (seen.has(resource.id)) {
      diagnostics.push(
        specDiagnostic(
          'KUS-1006',
          `two resources have the id '${resource.id}'`,
          undefined,
          'rename or remove one of them',
        ),
      )
    }
    seen.add(resource.id)
  }
  return diagnostics
}

export function specToYaml(spec: Spec): string {
  return stringify(spec, { aliasDuplicateObjects: false, lineWidth: 0 })
}

export function releaseToYaml(release: Release): string {
  return stringify(release, { aliasDuplicateObjects: false, lineWidth: 0 })
}

/** Undefined where the text is no release. */
export function parseRelease(text: string): Release | undefined {
  const value = parse(text) as Partial<Release> | null
  if (value === null || typeof value !== 'object' || typeof value.revision !== 'number') return undefined
  return {
    ...(value as Release),
    spec: { ...value.spec, resources: value.spec?.resources ?? [] },
    state: { resources: value.state?.resources ?? [] },
  }
}

/** `.metadata.yml`: which revisions there are, and of which stack each is. */
export interface ReleaseIndex {
  readonly latestRevision: number
  readonly releaseMetaDatas: readonly { readonly revision: number; readonly stack: string }[]
}

export function parseReleaseIndex(text: string): ReleaseIndex {
  const value = parse(text) as Partial<ReleaseIndex> | null
  return { latestRevision: value?.latestRevision ?? 0, releaseMetaDatas: value?.releaseMetaDatas ?? [] }
}

export function releaseIndexToYaml(index: ReleaseIndex): string {
  return stringify(index)
}

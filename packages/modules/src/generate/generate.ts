/** The generate stage: applications and a workspace become one Spec. Pure: the same input gives the same Spec, byte for byte. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { JsonObject, Project, Resource, Spec, Stack, Workspace } from '@kusion/spec'
import { isObject, kubernetesResource, objectAt, stringAt, stringMapAt } from '../kubernetes.ts'
import type { Module, ModuleRequest, Patcher, StackFiles } from '../module.ts'
import { codes, type ModuleCode } from './codes.ts'
import { orderByKind } from './order.ts'
import { applyPatcher } from './patch.ts'
import { secretResources, type SecretSources } from './secrets.ts'
import { platformConfig } from './workspace-config.ts'

export interface GenerateInput {
  readonly project: Project
  readonly stack: Stack
  readonly workspace: Workspace
  /** The compiled program: AppConfigurations by application name, with `_type`. */
  readonly apps: Readonly<Record<string, JsonObject>>
  readonly modules: ReadonlyMap<string, Module>
  readonly files: StackFiles
  readonly secrets: SecretSources
}

export interface Generated {
  readonly spec: Spec
  readonly diagnostics: readonly Diagnostic[]
}

export function generate(input: GenerateInput): Generated {
  const diagnostics: Diagnostic[] = []
  const resources: Resource[] = []
  const namespace = namespaceOf(input.project, input.stack)
  resources.push(namespaceResource(namespace))
  for (const app of Object.keys(input.apps).sort()) {
    const made = generateApp(input, app, input.apps[app] ?? {}, namespace, diagnostics)
    resources.push(...made)
  }
  return {
    spec: {
      resources: orderByKind(resources),
      ...(input.workspace.secretStore ? { secretStore: input.workspace.secretStore } : {}),
      ...(input.workspace.context ? { context: input.workspace.context } : {}),
    },
    diagnostics,
  }
}

/** The stack's extension wins over the project's; without one the project's name is the namespace. */
function namespaceOf(project: Project, stack: Stack): string {
  for (const extensions of [stack.extensions, project.extensions]) {
    const found = extensions?.find((extension) => extension.kind === 'kubernetesNamespace')?.kubernetesNamespace
      ?.namespace
    if (found !== undefined) return found
  }
  return project.name
}

function namespaceResource(name: string): Resource {
  return kubernetesResource({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}

/** One call of one module: for the workload, or for an accessory. */
interface ModuleCall {
  /** `workload`, or the accessory's key. */
  readonly place: string
  readonly module: string
  readonly config: JsonObject
}

function generateApp(
  input: GenerateInput,
  app: string,
  configuration: JsonObject,
  namespace: string,
  diagnostics: Diagnostic[],
): readonly Resource[] {
  const report = (code: ModuleCode, message: string, next: string | undefined): void => {
    diagnostics.push(codes.create(code, `application '${app}': ${message}`, next))
  }
  const workload = isObject(configuration['workload']) ? configuration['workload'] : undefined
  const secrets = secretResources(workload, namespace, input.workspace, input.secrets)
  if (!secrets.ok) report('KUS-3004', secrets.message, secrets.next)
  let resources: readonly Resource[] = secrets.ok ? secrets.resources : []
  const patchers: Patcher[] = []

  for (const call of moduleCalls(configuration, workload, report)) {
    const module = input.modules.get(call.module)
    if (!module) {
      const known = [...input.modules.keys()].join(', ')
      report('KUS-3001', `${call.place}: there is no module '${call.module}'`, `use one of ${known}`)
      continue
    }
    const platform = platformConfig(call.module, input.workspace.modules[call.module], input.project.name)
    if (!platform.ok) {
      report('KUS-3003', platform.message, platform.next)
      continue
    }
    const result = callModule(module, {
      project: input.project.name,
      stack: input.stack.name,
      app,
      workload,
      devConfig: call.config,
      platformConfig: platform.config,
      context: input.workspace.context ?? {},
      secretStore: input.workspace.secretStore,
      labels: stringMapAt(configuration, 'labels'),
      annotations: stringMapAt(configuration, 'annotations'),
      namespace,
      files: input.files,
    })
    if (!result.ok) {
      report('KUS-3002', `${call.place} (module '${call.module}'): ${result.message}`, result.next)
      continue
    }
    const marked = call.place === 'workload' ? withHealthPolicy(result.resources, platform.config) : result.resources
    resources = [...resources, ...marked]
    if (result.patcher) patchers.push(result.patcher)
  }
  for (const patcher of patchers) {
    const patched = applyPatcher(resources, patcher)
    if (patched.ok) resources = patched.resources
    else report('KUS-3005', patched.message, undefined)
  }
  return withImportedIds(input, resources)
}

/** Expected failures come as results; anything thrown while reading a developer's values is reported as theirs. */
function callModule(module: Module, request: ModuleRequest): ReturnType<Module['generate']> {
  try {
    return module.generate(request)
  } catch (error) {
    if (error instanceof Error && error.name === 'ContainerError') return { ok: false, message: error.message }
    throw error
  }
}

function moduleCalls(
  configuration: JsonObject,
  workload: JsonObject | undefined,
  report: (code: ModuleCode, message: string, next: string | undefined) => void,
): readonly ModuleCall[] {
  const calls: ModuleCall[] = []
  const add = (place: string, config: JsonObject): void => {
    const module = (stringAt(config, '_type') ?? '').split('.')[0] ?? ''
    if (module === '') {
      report(
        'KUS-3001',
        `${place} says no module: it is no instance of a module's schema`,
        'write it as an instance, such as network.Network {…}',
      )
      return
    }
    calls.push({ place, module, config })
  }
  if (workload) add('workload', workload)
  for (const [name, accessory] of Object.entries(objectAt(configuration, 'accessories'))) {
    if (isObject(accessory)) add(`accessory '${name}'`, accessory)
    else report('KUS-3001', `accessory '${name}' is no object`, "write it as an instance of a module's schema")
  }
  return calls
}

function withHealthPolicy(resources: readonly Resource[], config: JsonObject): readonly Resource[] {
  const policy = config['healthPolicy']
  if (!isObject(policy)) return resources
  return resources.map((resource) =>
    resource.extensions?.['kusion.io/is-workload'] === true
      ? { ...resource, extensions: { ...resource.extensions, healthPolicy: policy } }
      : resource,
  )
}

/** `importedResources: {kusionId: cloudId}`: the engine reads such a resource and never makes or destroys it. */
function withImportedIds(input: GenerateInput, resources: readonly Resource[]): readonly Resource[] {
  const imported = new Map<string, string>()
  for (const config of Object.values(input.workspace.modules)) {
    for (const block of Object.values(config.configs)) {
      for (const [id, cloudId] of Object.entries(stringMapAt(block, 'importedResources'))) imported.set(id, cloudId)
    }
  }
  return resources.map((resource) => {
    const cloudId = imported.get(resource.id)
    if (cloudId === undefined) return resource
    return { ...resource, attributes: {}, extensions: { ...resource.extensions, 'kusionstack.io/import-id': cloudId } }
  })
}

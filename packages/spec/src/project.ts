/** Projects, stacks and workspaces as their files state them. */
import type { JsonObject } from './json.ts'

export interface Extension {
  readonly kind: string
  readonly kubernetesNamespace?: { readonly namespace: string }
  readonly [key: string]: unknown
}

export interface Project {
  readonly name: string
  readonly description?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly extensions?: readonly Extension[]
  /** The folder of project.yaml, absolute. */
  readonly path: string
}

export interface Stack {
  readonly name: string
  readonly description?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly extensions?: readonly Extension[]
  /** The folder of stack.yaml, absolute. */
  readonly path: string
}

/** One module's configuration in a workspace: `default`, and blocks that name the projects they are for. */
export interface ModuleConfig {
  readonly path?: string
  readonly version?: string
  readonly configs: Readonly<Record<string, JsonObject>>
}

export interface Workspace {
  readonly name: string
  readonly modules: Readonly<Record<string, ModuleConfig>>
  readonly secretStore?: JsonObject
  readonly context?: JsonObject
}

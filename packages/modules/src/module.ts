/**
 * A module turns what a developer says about one thing (a workload, a network) and what the platform says about it into
 * resources. The fields are those of Kusion's module protocol, so that a module behind a process boundary fits too.
 */
import type { JsonObject, Resource } from '@kusion/spec'

export interface ModuleRequest {
  readonly project: string
  readonly stack: string
  readonly app: string
  /** The application's workload, with `_type`. */
  readonly workload: JsonObject | undefined
  /** The accessory (or, for a workload module, the workload) that this module is called for. */
  readonly devConfig: JsonObject
  /** The workspace's configuration of this module for this project. */
  readonly platformConfig: JsonObject
  readonly context: JsonObject
  readonly secretStore: JsonObject | undefined
  /** Labels and annotations of the whole application. */
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Where the application's namespaced objects live. */
  readonly namespace: string
  /** The files of the stack; paths are relative to it. */
  readonly files: StackFiles
}

/** Read access to the stack's folder and the repository that it belongs to. */
export interface StackFiles {
  read(path: string): string | undefined
  /** Undefined where the path is no folder. */
  list(path: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined
}

/** What a module changes in resources that it did not make. */
export interface Patcher {
  /** Put before the environment of every container. */
  readonly environments?: readonly JsonObject[]
  readonly labels?: Readonly<Record<string, string>>
  readonly podLabels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly podAnnotations?: Readonly<Record<string, string>>
  readonly jsonPatcher?: Readonly<Record<string, JsonPatcher>>
}

export interface JsonPatcher {
  readonly type: 'MergePatch' | 'JSONPatch'
  /** JSON text. */
  readonly payload: string
}

export type ModuleResult =
  | { readonly ok: true; readonly resources: readonly Resource[]; readonly patcher?: Patcher }
  | { readonly ok: false; readonly message: string; readonly next?: string }

export interface Module {
  readonly name: string
  generate(request: ModuleRequest): ModuleResult
}

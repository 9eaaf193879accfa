/** What the engine asks of a world in which resources live: a Kubernetes cluster, a Terraform provider, a self-built system. */
import type { Action, FieldChange, Health, JsonObject, ObservedObject, Resource, ResourceId } from '@kusion/spec'

/** The world refused. Never thrown by a Runtime: answered. */
export interface Failure {
  /** Stable, such as `forbidden`, `conflict`, `unreachable`, `invalid`, `not-found`, `quota`, `timeout`, `cancelled`, `unknown`. */
  readonly code: string
  readonly message: string
  /** True where the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** What a person can do next. */
  readonly next?: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export interface PlanRequest {
  /** Undefined: the resource left the Spec and is to be deleted. References are resolved as far as they are known. */
  readonly desired: Resource | undefined
  /** What the last release recorded. */
  readonly prior: Resource | undefined
}

/** A change *as the runtime itself computed it*. Plain data: it is saved, hashed, and later applied exactly. */
export interface PlannedChange {
  readonly id: ResourceId
  readonly type: string
  readonly action: Action
  readonly desired: Resource | undefined
  readonly prior: Resource | undefined
  /** What is there now, without noise; undefined where nothing is. */
  readonly live: JsonObject | undefined
  /** What will be there, as the world answered the dry run. */
  readonly planned: JsonObject | undefined
  readonly changes: readonly FieldChange[]
  /** What `apply` needs to refuse a world that has changed meanwhile: resource version, hash. */
  readonly token?: string
  /** For `replace`: the fields that force it. */
  readonly replaceBecause?: readonly string[]
  readonly warnings?: readonly string[]
}

export interface Applied {
  /** What State records: the desired resource. */
  readonly resource: Resource | undefined
  /** What is there now; references of other resources resolve against it. Kept in memory, not in State. */
  readonly live: JsonObject | undefined
  /** False where the world already was as wanted and nothing was written. */
  readonly written: boolean
}

export type Observation =
  | {
      readonly type: 'health'
      readonly id: ResourceId
      readonly health: Health
      readonly message: string
      readonly createdAt?: string
    }
  | { readonly type: 'object'; readonly id: ResourceId; readonly object: ObservedObject }
  | { readonly type: 'warning'; readonly message: string }

export interface Runtime {
  /** The `type` of the resources that it serves. */
  readonly type: string
  /** Called once with all resources before `plan`, so that a runtime can batch discovery and reads. Also verifies ids against attributes. */
  prepare(resources: readonly Resource[], signal: AbortSignal): Promise<Result<void>>
  plan(request: PlanRequest, signal: AbortSignal): Promise<Result<PlannedChange>>
  /** Creates, updates, replaces or deletes, as planned. Repeating an apply that already happened is harmless. */
  apply(change: PlannedChange, signal: AbortSignal): Promise<Result<Applied>>
  /** What is there now, without noise. */
  read(resource: Resource, signal: AbortSignal): Promise<Result<JsonObject | undefined>>
  /** Takes over an object that exists already. */
  import(resource: Resource, signal: AbortSignal): Promise<Result<Resource>>
  /** Follows resources and what belongs to them until the signal aborts; starts with the state at hand. Reconnects by itself. */
  observe(resources: readonly Resource[], signal: AbortSignal): AsyncIterable<Observation>
  close(): Promise<void>
}

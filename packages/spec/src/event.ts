/**
 * One typed, ordered, serialisable stream tells all that happens. Terminal view, JSON output, CI report and server are
 * readers of it. Events carry ids and sentences, never secrets and never live objects.
 */
import type { ResourceId } from './resource.ts'

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'unchanged'

/** The six words for how a live object is, after kstatus, with `unknown` for kinds without a rule. */
export type Health = 'progressing' | 'healthy' | 'degraded' | 'failed' | 'terminating' | 'unknown'

/** An object that belongs to a resource: a ReplicaSet, a Pod, an EndpointSlice. */
export interface ObservedObject {
  /** Stable within a stream, such as `v1:Pod:ns:name`. */
  readonly id: string
  /** The id of the object it hangs under: a resource's id or another observed object's. */
  readonly parent: string
  readonly kind: string
  readonly name: string
  readonly health: Health
  /** One sentence in words: "Waiting for 2/3 replicas to be ready". */
  readonly message: string
  /** RFC 3339; for the age. */
  readonly createdAt?: string
  readonly gone?: boolean
}

export interface FieldChange {
  /** `spec.template.spec.containers[name=web].image` */
  readonly path: string
  readonly kind: 'add' | 'remove' | 'change'
  /** JSON values; masked where secret. */
  readonly before?: unknown
  readonly after?: unknown
  readonly secret?: boolean
}

interface Base {
  /** Position in the stream, from 1. */
  readonly sequence: number
  /** RFC 3339. */
  readonly time: string
}

export interface FailureNote {
  readonly code: string
  readonly message: string
  /** What to do next. */
  readonly next?: string
}

export type EventBody =
  | {
      readonly type: 'plan.started'
      readonly project: string
      readonly stack: string
      readonly workspace: string
      readonly resources: number
    }
  | {
      readonly type: 'resource.planned'
      readonly id: ResourceId
      readonly action: Action
      readonly changes: readonly FieldChange[]
    }
  | {
      readonly type: 'plan.finished'
      readonly create: number
      readonly update: number
      readonly replace: number
      readonly delete: number
      readonly unchanged: number
    }
  | { readonly type: 'apply.started'; readonly revision: number; readonly operations: number }
  | { readonly type: 'operation.started'; readonly id: ResourceId; readonly action: Action }
  | {
      readonly type: 'operation.succeeded'
      readonly id: ResourceId
      readonly action: Action
      readonly milliseconds: number
    }
  | {
      readonly type: 'operation.failed'
      readonly id: ResourceId
      readonly action: Action
      readonly failure: FailureNote
    }
  | { readonly type: 'operation.skipped'; readonly id: ResourceId; readonly action: Action; readonly because: string }
  | {
      readonly type: 'operation.recovered'
      readonly id: ResourceId
      readonly action: Action
      readonly outcome: 'done' | 'not done'
      readonly message: string
    }
  | {
      readonly type: 'health.changed'
      readonly id: ResourceId
      readonly health: Health
      readonly message: string
      readonly createdAt?: string
    }
  | { readonly type: 'resource.observed'; readonly id: ResourceId; readonly object: ObservedObject }
  | {
      readonly type: 'apply.finished'
      readonly outcome: 'succeeded' | 'failed' | 'interrupted'
      readonly revision: number
      readonly created: number
      readonly updated: number
      readonly deleted: number
      readonly failed: number
    }
  | {
      readonly type: 'observe.finished'
      readonly outcome: 'healthy' | 'failed' | 'timed out' | 'interrupted'
      readonly waiting: readonly ResourceId[]
    }
  | { readonly type: 'warning'; readonly id?: ResourceId; readonly message: string }

export type Event = Base & EventBody

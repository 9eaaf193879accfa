/** What a reader of the event stream knows at one moment: pure state, folded from events. All live views draw from it. */
import type { Action, Event, FailureNote, Health, ObservedObject, ResourceId } from '@kusion/spec'

export type OperationState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped'

export interface ResourceProgress {
  readonly id: ResourceId
  action: Action
  state: OperationState
  /** Epoch milliseconds when the operation started. */
  startedAt: number | undefined
  finishedAt: number | undefined
  health: Health | undefined
  message: string
  createdAt: string | undefined
  failure: FailureNote | undefined
  /** What belongs to it, by parent id, in order of appearance. */
  readonly children: Map<string, ObservedObject>
}

export interface Progress {
  readonly resources: Map<ResourceId, ResourceProgress>
  readonly warnings: string[]
  operations: number
  finished: number
  revision: number | undefined
}

export function emptyProgress(): Progress {
  return { resources: new Map(), warnings: [], operations: 0, finished: 0, revision: undefined }
}

function resourceOf(progress: Progress, id: ResourceId, action: Action = 'unchanged'): ResourceProgress {
  const found = progress.resources.get(id)
  if (found) return found
  const created: ResourceProgress = {
    id,
    action,
    state: 'waiting',
    startedAt: undefined,
    finishedAt: undefined,
    health: undefined,
    message: '',
    createdAt: undefined,
    failure: undefined,
    children: new Map(),
  }
  progress.resources.set(id, created)
  return created
}

export function fold(progress: Progress, event: Event): void {
  switch (event.type) {
    case 'plan.started':
    case 'plan.finished':
    case 'apply.finished':
    case 'observe.finished':
      return
    case 'resource.planned':
      if (event.action !== 'unchanged') resourceOf(progress, event.id, event.action).action = event.action
      return
    case 'apply.started':
      progress.operations = event.operations
      progress.revision = event.revision
      return
    case 'operation.started': {
      const resource = resourceOf(progress, event.id, event.action)
      resource.action = event.action
      resource.state = 'running'
      resource.startedAt = Date.parse(event.time)
      return
    }
    case 'operation.succeeded': {
      const resource = resourceOf(progress, event.id, event.action)
      resource.state = 'done'
      resource.finishedAt = Date.parse(event.time)
      progress.finished++
      return
    }
    case 'operation.failed': {
      const resource = resourceOf(progress, event.id, event.action)
      resource.state = 'failed'
      resource.failure = event.failure
      resource.message = event.failure.message
      progress.finished++
      return
    }
    case 'operation.skipped': {
      const resource = resourceOf(progress, event.id, event.action)
      resource.state = 'skipped'
      resource.message = event.because
      progress.finished++
      return
    }
    case 'operation.recovered':
      progress.warnings.push(`${event.id}: ${event.message}`)
      return
    case 'health.changed': {
      const resource = resourceOf(progress, event.id)
      resource.health = event.health
      resource.message = event.message
      resource.createdAt = event.createdAt ?? resource.createdAt
      return
    }
    case 'resource.observed': {
      const { children } = resourceOf(progress, event.id)
      if (event.object.gone) children.delete(event.object.id)
      else children.set(event.object.id, event.object)
      return
    }
    case 'warning':
      progress.warnings.push(event.id === undefined ? event.message : `${event.id}: ${event.message}`)
      return
  }
}

/** Executes a plan: in dependency order, bounded, every operation journaled. Knows nothing of how the plan was made. */
import { ReferenceReader, valueAt, type JsonObject, type JsonValue, type Resource, type ResourceId } from '@kusion/spec'
import type { EventStream } from '../events.ts'
import { walk } from '../graph/walk.ts'
import type { Journal } from '../journal/journal.ts'
import type { Failure, PlannedChange, Runtime } from '../runtime.ts'

export interface ApplyInput {
  readonly steps: readonly { readonly change: PlannedChange; readonly after: readonly ResourceId[] }[]
  readonly prior: readonly Resource[]
  readonly runtimes: ReadonlyMap<string, Runtime>
  readonly journal: Journal
  readonly concurrency: number
  readonly events: EventStream
  /** Aborted by Ctrl-C: nothing more is started, what runs may finish. */
  readonly signal: AbortSignal
  /** Aborted when waiting has to end: requests are cut, what they did is in doubt. */
  readonly deadline: AbortSignal
}

export interface AppliedPlan {
  readonly outcome: 'succeeded' | 'failed' | 'interrupted'
  /** What is known to be there now. */
  readonly resources: readonly Resource[]
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly failed: number
  readonly failures: readonly { readonly id: ResourceId; readonly failure: Failure }[]
}

export async function apply(input: ApplyInput): Promise<AppliedPlan> {
  const { steps, runtimes, journal, events, signal } = input
  const state = new Map(input.prior.map((resource) => [resource.id, resource]))
  const live = new Map<ResourceId, JsonObject>()
  const reader = new ReferenceReader(steps.map((step) => step.change.id))
  const counts = { created: 0, updated: 0, deleted: 0, failed: 0, skipped: 0 }
  const failures: { id: ResourceId; failure: Failure }[] = []

  const fail = (change: PlannedChange, failure: Failure): false => {
    counts.failed++
    failures.push({ id: change.id, failure })
    events.emit({
      type: 'operation.failed',
      id: change.id,
      action: change.action,
      failure: {
        code: failure.code,
        message: failure.message,
        ...(failure.next === undefined ? {} : { next: failure.next }),
      },
    })
    return false
  }

  const execute = async ({ change }: { readonly change: PlannedChange }): Promise<boolean> => {
    const { id, action, desired } = change
    if (action === 'unchanged') {
      if (change.live) live.set(id, change.live)
      if (desired) state.set(id, desired)
      return true
    }
    const runtime = runtimes.get(change.type)
    if (!runtime)
      return fail(change, { code: 'unknown-runtime', message: `no runtime serves '${change.type}'`, retryable: false })
    const resolved =
      desired &&
      reader.resolve(desired.attributes, (reference) =>
        valueAt(live.get(reference.id) as JsonValue | undefined, reference.path),
      )
    const missing = resolved?.unknown[0]
    if (missing) {
      return fail(change, {
        code: 'unknown-reference',
        message: `${id} needs ${missing.path.join('.')} of ${missing.id}, which has no such attribute`,
        retryable: false,
        next: 'check the path after $kusion_path',
      })
    }
    events.emit({ type: 'operation.started', id, action })
    const started = performance.now()
    await journal.record({ type: 'intent', id, action, desired: desired ?? null, prior: change.prior ?? null })
    const result = await runtime.apply(
      desired && resolved ? { ...change, desired: { ...desired, attributes: resolved.value } } : change,
      input.deadline,
    )
    if (!result.ok) {
      // A cut request may have been carried out: it stays in doubt, and the next run asks.
      if (result.failure.code !== 'cancelled') await journal.record({ type: 'outcome', id, ok: false, resource: null })
      return fail(change, result.failure)
    }
    await journal.record({ type: 'outcome', id, ok: true, resource: action === 'delete' ? null : (desired ?? null) })
    if (result.value.live) live.set(id, result.value.live)
    if (action === 'delete') {
      state.delete(id)
      counts.deleted++
    } else {
      if (desired) state.set(id, desired)
      if (action === 'create') counts.created++
      else counts.updated++
    }
    events.emit({ type: 'operation.succeeded', id, action, milliseconds: Math.round(performance.now() - started) })
    return true
  }

  await walk(
    steps.map((step) => ({ ...step, id: step.change.id })),
    input.concurrency,
    execute,
    ({ change }, because) => {
      if (change.action === 'unchanged') return
      counts.skipped++
      events.emit({ type: 'operation.skipped', id: change.id, action: change.action, because: `${because} failed` })
    },
    () => signal.aborted,
  )
  const { created, updated, deleted, failed } = counts
  const outcome = signal.aborted ? 'interrupted' : failed > 0 ? 'failed' : 'succeeded'
  return { outcome, resources: [...state.values()], created, updated, deleted, failed, failures }
}

/** What is done with a stack: preview, apply, destroy. The one way for the CLI, CI and a server. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Resource, Spec, State } from '@kusion/spec'
import { apply, type AppliedPlan } from './apply/apply.ts'
import type { EventStream } from './events.ts'
import { buildGraph } from './graph/graph.ts'
import { Journal } from './journal/journal.ts'
import { observe, type Observed } from './observe/observe.ts'
import { plan, type Plan, type PlanFailure } from './plan/plan.ts'
import { recover } from './release/recover.ts'
import { Releases, type StackName } from './release/releases.ts'
import type { Runtime } from './runtime.ts'
import type { LockHolder, StateStore } from './store.ts'

export interface StackContext extends StackName {
  readonly store: StateStore
  readonly runtimes: ReadonlyMap<string, Runtime>
  readonly events: EventStream
  /** Ctrl-C. */
  readonly signal: AbortSignal
  /** When an interrupted run stops waiting for what is under way. */
  readonly deadline?: AbortSignal
  /** Operations at a time. */
  readonly concurrency?: number
}

const CONCURRENCY = 64

export type Refused =
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'plan-failed'; readonly failures: readonly PlanFailure[] }

export type Preview = { readonly kind: 'plan'; readonly plan: Plan; readonly prior: State } | Refused

/** Changes nothing anywhere. `spec` undefined: what a destroy would do. */
export async function previewStack(context: StackContext, spec: Spec | undefined): Promise<Preview> {
  const prior = (await new Releases(context.store, context).latest())?.state ?? { resources: [] }
  const { graph, diagnostics } = buildGraph(spec?.resources ?? [], prior)
  if (diagnostics.length > 0) return { kind: 'invalid', diagnostics }
  const planned = await plan({
    ...context,
    graph,
    concurrency: context.concurrency ?? CONCURRENCY,
  })
  return planned.ok ? { kind: 'plan', plan: planned.plan, prior } : { kind: 'plan-failed', failures: planned.failures }
}

export interface ApplyOptions {
  readonly holder: LockHolder
  /** Asked with the plan before anything changes. */
  readonly confirm: (plan: Plan) => Promise<boolean>
  /** Follows what was changed until it is available; 0 does not. */
  readonly watchMilliseconds: number
}

export type ApplyResult =
  | Refused
  | { readonly kind: 'locked'; readonly holder: LockHolder }
  | { readonly kind: 'recovery-failed'; readonly message: string; readonly next: string | undefined }
  | { readonly kind: 'declined'; readonly plan: Plan }
  | { readonly kind: 'unchanged'; readonly plan: Plan }
  | {
      readonly kind: 'applied'
      readonly plan: Plan
      readonly revision: number
      readonly result: AppliedPlan
      readonly observed: Observed | undefined
    }

export function applyStack(context: StackContext, spec: Spec, options: ApplyOptions): Promise<ApplyResult> {
  return change(context, spec, options)
}

/** Deletes what the state knows, and nothing else. */
export function destroyStack(
  context: StackContext,
  options: Omit<ApplyOptions, 'watchMilliseconds'>,
): Promise<ApplyResult> {
  return change(context, undefined, { ...options, watchMilliseconds: 0 })
}

async function change(context: StackContext, spec: Spec | undefined, options: ApplyOptions): Promise<ApplyResult> {
  const releases = new Releases(context.store, context)
  const locked = await context.store.lock(releases.lockKey, options.holder)
  if (!locked.ok) return { kind: 'locked', holder: locked.holder }
  try {
    const failure = await recover(context.store, releases, context.runtimes, context.events, context.signal)
    if (failure) {
      return {
        kind: 'recovery-failed',
        message: `an earlier run was interrupted, and ${failure.id} cannot be looked at: ${failure.message}`,
        next: failure.next,
      }
    }
    const preview = await previewStack(context, spec)
    if (preview.kind !== 'plan') return preview
    const changes = preview.plan.steps.filter((step) => step.change.action !== 'unchanged')
    if (changes.length === 0 && isRecorded(preview.plan, preview.prior))
      return { kind: 'unchanged', plan: preview.plan }
    if (changes.length > 0 && !(await options.confirm(preview.plan))) return { kind: 'declined', plan: preview.plan }
    const applied = await execute(context, releases, spec, preview.plan, preview.prior)
    if (changes.length === 0) return { kind: 'unchanged', plan: preview.plan }
    const watches = applied.result.outcome !== 'interrupted' && options.watchMilliseconds > 0
    const observed = watches ? await watch(context, preview.plan, applied.result, options.watchMilliseconds) : undefined
    return { kind: 'applied', plan: preview.plan, ...applied, observed }
  } finally {
    await locked.lease.release()
  }
}

/** Whether the state says already what the plan found to be so. */
function isRecorded(found: Plan, prior: State): boolean {
  const known = new Set(prior.resources.map((resource) => resource.id))
  return found.steps.every((step) => known.has(step.change.id)) && known.size === found.steps.length
}

async function execute(context: StackContext, releases: Releases, spec: Spec | undefined, found: Plan, prior: State) {
  const operations = found.steps.filter((step) => step.change.action !== 'unchanged').length
  const phase = spec ? 'applying' : 'destroying'
  const journal = new Journal(context.store, releases.journalKey)
  const release = await releases.create(
    { spec: spec ?? { resources: [] }, state: prior, phase },
    new Date().toISOString(),
  )
  await journal.record({ type: 'begin', revision: release.revision, plan: found.hash, operations })
  context.events.emit({ type: 'apply.started', revision: release.revision, operations })
  const result = await apply({
    steps: found.steps,
    prior: prior.resources,
    runtimes: context.runtimes,
    journal,
    concurrency: context.concurrency ?? CONCURRENCY,
    events: context.events,
    signal: context.signal,
    deadline: context.deadline ?? new AbortController().signal,
  })
  const isInDoubt = result.failures.some(({ failure }) => failure.code === 'cancelled')
  if (!isInDoubt) {
    await releases.update(
      release,
      { phase: result.outcome === 'succeeded' ? 'succeeded' : 'failed', state: { resources: result.resources } },
      new Date().toISOString(),
    )
    await journal.clear()
  }
  const { outcome, created, updated, deleted, failed } = result
  context.events.emit({
    type: 'apply.finished',
    outcome,
    revision: release.revision,
    created,
    updated,
    deleted,
    failed,
  })
  return { revision: release.revision, result }
}

function watch(
  context: StackContext,
  found: Plan,
  result: AppliedPlan,
  timeoutMilliseconds: number,
): Promise<Observed> {
  const failed = new Set(result.failures.map(({ id }) => id))
  const there = new Set(result.resources.map((resource) => resource.id))
  const resources = found.steps.flatMap(({ change: step }): readonly Resource[] =>
    step.desired && step.action !== 'unchanged' && there.has(step.id) && !failed.has(step.id) ? [step.desired] : [],
  )
  return observe({ ...context, resources, timeoutMilliseconds })
}

/** Follows everything that the state knows. */
export async function observeStack(context: StackContext, timeoutMilliseconds: number): Promise<Observed> {
  const resources = (await new Releases(context.store, context).latest())?.state.resources ?? []
  return observe({ ...context, resources, timeoutMilliseconds })
}

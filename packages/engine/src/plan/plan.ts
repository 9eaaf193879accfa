/** What would change, computed by the runtimes themselves. A plan is plain data with a hash; `apply/` executes just that. */
import { createHash } from 'node:crypto'
import { ReferenceReader, valueAt, type JsonValue, type ResourceId } from '@kusion/spec'
import type { EventStream } from '../events.ts'
import type { Graph } from '../graph/graph.ts'
import { walk } from '../graph/walk.ts'
import type { Failure, PlannedChange, Runtime } from '../runtime.ts'

export interface PlannedStep {
  readonly change: PlannedChange
  readonly after: readonly ResourceId[]
}

export interface Plan {
  readonly project: string
  readonly stack: string
  readonly workspace: string
  /** In dependency order. */
  readonly steps: readonly PlannedStep[]
  /** Of everything above: what was approved is what is applied. */
  readonly hash: string
}

export interface PlanFailure {
  readonly id: ResourceId | undefined
  readonly failure: Failure
}

export interface PlanInput {
  readonly project: string
  readonly stack: string
  readonly workspace: string
  readonly graph: Graph
  readonly runtimes: ReadonlyMap<string, Runtime>
  readonly concurrency: number
  readonly events: EventStream
  readonly signal: AbortSignal
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly failures: readonly PlanFailure[] }

export async function plan(input: PlanInput): Promise<Planned> {
  const { graph, runtimes, events, signal, project, stack, workspace } = input
  events.emit({ type: 'plan.started', project, stack, workspace, resources: graph.length })
  const failures: PlanFailure[] = [...(await prepare(input))]
  if (failures.length > 0) return { ok: false, failures }
  const changes = new Map<ResourceId, PlannedChange>()
  const reader = new ReferenceReader(graph.map((node) => node.id))
  // Only values have to be known before; the order of creation does not matter to a plan.
  const nodes = graph.map((node) => ({ ...node, after: node.references }))
  await walk(
    nodes,
    input.concurrency,
    async (node) => {
      const type = (node.desired ?? node.prior)?.type ?? ''
      const runtime = runtimes.get(type)
      if (!runtime) {
        failures.push({ id: node.id, failure: unknownRuntime(type, runtimes) })
        return false
      }
      const resolved =
        node.desired &&
        reader.resolve(node.desired.attributes, (reference) => {
          const change = changes.get(reference.id)
          return valueAt((change?.live ?? change?.planned) as JsonValue | undefined, reference.path)
        })
      const desired = node.desired && resolved ? { ...node.desired, attributes: resolved.value } : node.desired
      const result = await runtime.plan({ desired, prior: node.prior }, signal)
      if (!result.ok) {
        failures.push({ id: node.id, failure: result.failure })
        return false
      }
      const warnings = (resolved?.unknown ?? []).map(
        (reference) => `known after apply: ${reference.path.join('.')} of ${reference.id}`,
      )
      const change: PlannedChange = {
        ...result.value,
        // The plan keeps the references: their values may change until it is applied.
        desired: node.desired,
        ...(warnings.length > 0 ? { warnings: [...(result.value.warnings ?? []), ...warnings] } : {}),
      }
      changes.set(node.id, change)
      events.emit({ type: 'resource.planned', id: node.id, action: change.action, changes: change.changes })
      return true
    },
    () => {},
    () => signal.aborted,
  )
  if (signal.aborted)
    failures.push({
      id: undefined,
      failure: { code: 'cancelled', message: 'the preview was interrupted', retryable: true },
    })
  if (failures.length > 0) return { ok: false, failures }
  const steps = graph.flatMap((node) => {
    const change = changes.get(node.id)
    return change ? [{ change, after: node.after }] : []
  })
  const count = (action: PlannedChange['action']): number =>
    steps.filter((step) => step.change.action === action).length
  events.emit({
    type: 'plan.finished',
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    unchanged: count('unchanged'),
  })
  const content = { project, stack, workspace, steps }
  return { ok: true, plan: { ...content, hash: planHash(content) } }
}

export function planHash(content: Omit<Plan, 'hash'>): string {
  const { project, stack, workspace, steps } = content
  return createHash('sha256').update(JSON.stringify({ project, stack, workspace, steps })).digest('hex')
}

async function prepare({ graph, runtimes, signal }: PlanInput): Promise<readonly PlanFailure[]> {
  const byType = new Map<string, NonNullable<Graph[number]['desired']>[]>()
  for (const node of graph) {
    const resource = node.desired ?? node.prior
    if (!resource) continue
    const list = byType.get(resource.type)
    if (list) list.push(resource)
    else byType.set(resource.type, [resource])
  }
  const failures: PlanFailure[] = []
  for (const [type, resources] of byType) {
    const runtime = runtimes.get(type)
    if (!runtime) {
      failures.push({ id: resources[0]?.id, failure: unknownRuntime(type, runtimes) })
      continue
    }
    const prepared = await runtime.prepare(resources, signal)
    if (!prepared.ok) failures.push({ id: undefined, failure: prepared.failure })
  }
  return failures
}

function unknownRuntime(type: string, runtimes: ReadonlyMap<string, Runtime>): Failure {
  return {
    code: 'unknown-runtime',
    message: `no runtime serves resources of type '${type}'`,
    retryable: false,
    next: `use one of ${[...runtimes.keys()].join(', ')}`,
  }
}

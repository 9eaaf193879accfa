/** `kusion preview`, `apply` and `destroy`: one way, shown as people, logs or machines want it. */
import {
  applyStack,
  destroyStack,
  EventStream,
  previewStack,
  type ApplyResult,
  type Plan,
  type Refused,
} from '@kusion/engine'
import { changeLines, changeSummary, type ShownChange } from '../../views/changes.ts'
import { createLiveView } from '../../views/live-view.ts'
import { createJsonView, createPlainView } from '../../views/plain-view.ts'
import type { EventView } from '../../views/view.ts'
import { CommandFailure, EXIT, type CommandContext } from '../context.ts'
import { DiagnosticFailure } from '../show-diagnostics.ts'
import {
  interruption,
  lockHolder,
  openCluster,
  openSession,
  specOf,
  stackContext,
  type StackFlags,
} from '../stack-session.ts'

export interface ChangeFlags extends StackFlags {
  readonly detail?: boolean
  readonly all?: boolean
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly watch?: boolean
  /** Seconds. */
  readonly timeout?: string
}

const DEFAULT_TIMEOUT_SECONDS = 600

export async function preview(context: CommandContext, flags: ChangeFlags): Promise<number> {
  const session = await openSession(context, flags)
  const spec = await specOf(context, session, flags)
  const cluster = await openCluster(context, session, flags)
  const interrupted = interruption(context)
  try {
    const result = await previewStack(stackContext(session, cluster, new EventStream(), interrupted), spec)
    if (result.kind !== 'plan') return refuse(result)
    if (context.json) context.print(JSON.stringify(changesJson(result.plan), null, 2))
    else showPlan(context, result.plan, flags)
    return EXIT.ok
  } finally {
    interrupted.end()
    await cluster.close()
  }
}

export async function apply(context: CommandContext, flags: ChangeFlags): Promise<number> {
  if (flags.dryRun) return preview(context, flags)
  return change(context, flags, 'apply')
}

export async function destroy(context: CommandContext, flags: ChangeFlags): Promise<number> {
  return change(context, flags, 'destroy')
}

async function change(context: CommandContext, flags: ChangeFlags, verb: 'apply' | 'destroy'): Promise<number> {
  const seconds = Number(flags.timeout ?? DEFAULT_TIMEOUT_SECONDS)
  if (!(seconds >= 0))
    throw new CommandFailure(`--timeout ${flags.timeout} is no number of seconds`, undefined, EXIT.usage)
  const session = await openSession(context, flags)
  const spec = verb === 'apply' ? await specOf(context, session, flags) : undefined
  const cluster = await openCluster(context, session, flags)
  const interrupted = interruption(context)
  const events = new EventStream()
  const view = viewOf(context)
  const stopReading = events.subscribe((event) => view.show(event))
  const confirm = (plan: Plan): Promise<boolean> => askToGoOn(context, plan, flags, verb)
  const options = { holder: lockHolder(`kusion ${verb}`), confirm }
  const stack = stackContext(session, cluster, events, interrupted)
  try {
    const result = spec
      ? await applyStack(stack, spec, { ...options, watchMilliseconds: flags.watch === false ? 0 : seconds * 1000 })
      : await destroyStack(stack, options)
    view.finish()
    return report(context, result, verb)
  } finally {
    stopReading()
    view.finish()
    interrupted.end()
    await cluster.close()
  }
}

function viewOf(context: CommandContext): EventView {
  if (context.json) return createJsonView(context.print)
  if (process.stdout.isTTY && context.style.colored) return createLiveView(process.stdout, context.style)
  return createPlainView(context.print, context.style)
}

async function askToGoOn(context: CommandContext, plan: Plan, flags: ChangeFlags, verb: string): Promise<boolean> {
  if (!context.json) showPlan(context, plan, flags)
  if (flags.yes) return true
  if (!context.interactive) {
    throw new CommandFailure(
      `${verb} asks before it changes anything, and nobody is there to answer`,
      `look at the preview, then run kusion ${verb} --yes`,
    )
  }
  const { isCancel, select } = await import('@clack/prompts')
  for (;;) {
    const answer = await select({
      message: `Do you want to ${verb} these changes?`,
      options: [
        { value: 'no', label: 'no' },
        { value: 'yes', label: 'yes' },
        { value: 'details', label: 'show all details' },
      ],
    })
    if (isCancel(answer) || answer === 'no') return false
    if (answer === 'yes') return true
    showPlan(context, plan, { ...flags, detail: true, all: true })
  }
}

function shown(plan: Plan): readonly ShownChange[] {
  return plan.steps.map((step) => step.change)
}

function showPlan(context: CommandContext, plan: Plan, flags: ChangeFlags): void {
  const changes = shown(plan)
  context.print(context.style.paint('bold', `Stack ${plan.project}/${plan.stack} in workspace ${plan.workspace}`))
  if (changes.every((item) => item.action === 'unchanged')) {
    context.print(`No changes: ${changes.length} resources are as they should be.`)
    return
  }
  for (const line of changeLines(changes, context.style, { detail: flags.detail !== false, all: flags.all === true }))
    context.print(line)
  context.print(changeSummary(changes))
}

/** The shape of `kusion preview -o json`. */
function changesJson(plan: Plan): unknown {
  const names = {
    create: 'Create',
    update: 'Update',
    replace: 'Update',
    delete: 'Delete',
    unchanged: 'UnChanged',
  } as const
  return {
    stepKeys: plan.steps.map((step) => step.change.id),
    changeSteps: Object.fromEntries(
      plan.steps.map(({ change: item }) => [
        item.id,
        {
          id: item.id,
          action: names[item.action],
          from: item.live ?? null,
          to: item.planned ?? null,
          changes: item.changes,
        },
      ]),
    ),
  }
}

function refuse(result: Refused): never {
  if (result.kind === 'invalid') throw new DiagnosticFailure(result.diagnostics)
  const [first] = result.failures
  const more = result.failures.length > 1 ? ` (and ${result.failures.length - 1} more)` : ''
  const subject = first?.id === undefined ? '' : `${first.id}: `
  throw new CommandFailure(`${subject}${first?.failure.message ?? 'the preview failed'}${more}`, first?.failure.next)
}

function report(context: CommandContext, result: ApplyResult, verb: 'apply' | 'destroy'): number {
  const say = (line: string): void => (context.json ? undefined : context.print(line))
  switch (result.kind) {
    case 'invalid':
    case 'plan-failed':
      return refuse(result)
    case 'locked': {
      const { who, process: pid, command, since } = result.holder
      throw new CommandFailure(
        `this stack is being changed by ${who} (process ${pid}, ${command}) since ${since}`,
        'wait for it; if it is gone for good: kusion release unlock',
        EXIT.locked,
      )
    }
    case 'recovery-failed':
      throw new CommandFailure(result.message, result.next)
    case 'declined':
      say('Nothing was changed.')
      return EXIT.ok
    case 'unchanged':
      say(verb === 'apply' ? 'No changes: all resources are as they should be.' : 'Nothing to destroy.')
      return EXIT.ok
    case 'applied':
      return reportApplied(context, result, verb, say)
  }
}

function reportApplied(
  context: CommandContext,
  { result, observed, revision }: Extract<ApplyResult, { kind: 'applied' }>,
  verb: 'apply' | 'destroy',
  say: (line: string) => void,
): number {
  const { created, updated, deleted, failed, outcome } = result
  const word = verb === 'apply' ? 'Apply' : 'Destroy'
  const counts = `Resources: ${created} created, ${updated} updated, ${deleted} deleted${failed > 0 ? `, ${failed} failed` : ''}.`
  if (outcome === 'interrupted') {
    say(`${word} was interrupted. ${counts} Run it again to go on.`)
    return EXIT.interrupted
  }
  for (const { id, failure } of result.failures) {
    context.printError(
      `${context.style.paint('red', 'failed')} ${id}: ${failure.message}${failure.next ? `\n  next: ${failure.next}` : ''}`,
    )
  }
  say(outcome === 'succeeded' ? `${word} complete! ${counts}` : `${word} failed. ${counts}`)
  if (outcome !== 'succeeded') return EXIT.failed
  if (!observed || observed.outcome === 'healthy') return EXIT.ok
  for (const { id, health, message } of observed.waiting)
    context.printError(`${context.style.paint(health === 'failed' ? 'red' : 'yellow', health)} ${id}: ${message}`)
  if (observed.outcome === 'interrupted') return EXIT.interrupted
  say(
    observed.outcome === 'failed'
      ? `Release ${revision} was applied, but not all of it can become available.`
      : `Release ${revision} was applied, but not all of it became available in time.`,
  )
  return observed.outcome === 'failed' ? EXIT.failed : EXIT.timedOut
}

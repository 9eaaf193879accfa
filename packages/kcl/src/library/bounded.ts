import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import type { Value } from '../runtime/values.ts'

const PATIENCE_MS = 1000

/** Gives up what takes too long, where the host can. */
export function inTime(call: Call, what: string, work: () => Value): Value {
  const { bounded } = call.context.host
  if (!bounded) return work()
  const done = bounded(PATIENCE_MS, work)
  return done ? done.value : fail(`the ${what} takes longer than ${PATIENCE_MS} ms`)
}

import { writeText } from './output.ts'
import { pathOf, refusalOf } from './system-error.ts'

/** The words of a command are off. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Runs a command and says in a line why it could not do what it was asked. */
export function orSay(command: () => number): number {
  try {
    return command()
  } catch (error) {
    if (error instanceof UsageError) {
      writeText(2, `error: ${error.message}\nnext: kcl help shows the flags\n`)
      return 2
    }
    const why = refusalOf(error)
    if (why === undefined) throw error
    writeText(2, `error: ${pathOf(error) ?? 'standard input'}: ${why}\n`)
    return 1
  }
}

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
    if (why === undefined) return bug(error)
    writeText(2, `error: ${pathOf(error) ?? 'standard input'}: ${why}\n`)
    return 1
  }
}

const BUG = 70

/** Nothing that its users did: where it happened is for us. */
function bug(error: unknown): number {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const isDebugging = (process.env['KCL_DEBUG'] ?? '') !== ''
  writeText(2, `error: this is a bug of kcl: ${message}\n`)
  writeText(
    2,
    isDebugging ? `${stack ?? ''}\n` : 'next: report it with the program; with KCL_DEBUG=1 it says where it happened\n',
  )
  return BUG
}

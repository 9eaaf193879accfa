/** What every command gets: where it runs, how it shows things, and how it ends. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { styleFor, type Style } from '../views/style.ts'

/** Documented in docs/cli.md; scripts rely on them. */
export const EXIT = {
  ok: 0,
  /** The command could not do what it was asked: bad input, a refused operation, an unhealthy resource. */
  failed: 1,
  /** Wrong usage: unknown command or flag. */
  usage: 2,
  /** Somebody else holds the stack's lock. */
  locked: 3,
  /** Resources were applied, but did not become available in time. */
  timedOut: 4,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export interface CommandContext {
  readonly workdir: string
  /** KUSION_HOME, by default ~/.kusion. */
  readonly home: string
  readonly json: boolean
  readonly style: Style
  /** A person sits at the terminal and can be asked. */
  readonly interactive: boolean
  print(line: string): void
  printError(line: string): void
}

export interface CommonFlags {
  readonly workdir?: string
  readonly style?: boolean
  readonly output?: string
}

export function createContext(flags: CommonFlags): CommandContext {
  const json = flags.output === 'json'
  const style = styleFor(process.stdout, flags.style === false || json, process.env)
  return {
    workdir: resolve(flags.workdir ?? '.'),
    home: process.env['KUSION_HOME'] ?? join(homedir(), '.kusion'),
    json,
    style,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true && process.env['CI'] === undefined,
    print: (line) => void process.stdout.write(`${line}\n`),
    printError: (line) => void process.stderr.write(`${line}\n`),
  }
}

/** Ends a command with a message that says what to do next. Expected, so it shows no stack trace. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly next: string | undefined
  readonly exitCode: number
  constructor(message: string, next?: string, exitCode: number = EXIT.failed) {
    super(message)
    this.next = next
    this.exitCode = exitCode
  }
}

export function showFailure(
  context: Pick<CommandContext, 'json' | 'printError' | 'style'>,
  failure: CommandFailure,
): void {
  if (context.json) {
    context.printError(JSON.stringify({ error: { message: failure.message, next: failure.next } }))
    return
  }
  context.printError(`${context.style.paint('red', 'error')}: ${failure.message}`)
  if (failure.next) context.printError(`${context.style.paint('yellow', 'next')}: ${failure.next}`)
}

/** A reader that has seen enough (`| head`) closes the pipe: that ends the command, and is no error. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok)
    throw error
  })
}

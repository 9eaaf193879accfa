/** The reference compiler in a process of its own: a request goes in, milliseconds come out. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT, type Request } from './measure.ts'

const environment = join(ROOT, '.cache/bench-kcl')
export const SCRIPT = join(import.meta.dirname, 'reference.py')

/** The path of a Python that has the reference. */
export function preparePython(): string {
  const python = join(environment, 'bin/python')
  if (!existsSync(python)) {
    mkdirSync(join(ROOT, '.cache'), { recursive: true })
    for (const [command, parameters] of [
      ['python3', ['-m', 'venv', environment]],
      [join(environment, 'bin/pip'), ['install', '-q', 'kcl-lib==0.13.2']],
    ] as const) {
      if (spawnSync(command, parameters, { stdio: 'inherit' }).status !== 0)
        throw new Error(`${command} ${parameters.join(' ')} failed`)
    }
  }
  return python
}

export class Reference {
  readonly #process
  readonly #answers

  /** What programs write without saying where goes to the folder. */
  constructor(python: string, folder?: string) {
    this.#process = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'], cwd: folder })
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  /** Undefined where it refused the program. */
  async ask(request: Request): Promise<number | undefined> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`)
    const { value } = await this.#answers.next()
    const answer = JSON.parse(value as string) as { ms: number; ok: boolean }
    return answer.ok ? answer.ms : undefined
  }

  async runs(request: Request, count: number): Promise<readonly number[]> {
    const times = await Promise.all(Array.from({ length: count }, () => this.ask(request)))
    return times.map((ms) => {
      if (ms === undefined) throw new Error('the reference refused a program')
      return ms
    })
  }

  close(): void {
    this.#process.stdin.end()
  }
}

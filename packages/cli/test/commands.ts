/** Runs the real commands as processes, each in a home of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../bin')

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
}

export interface StartOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** What stands on standard input. */
  readonly input?: string | Buffer
}

export interface Workplace {
  readonly home: string
  readonly folder: string
  start(command: string, parameters: readonly string[], options?: StartOptions): Running
  run(command: string, parameters: readonly string[], options?: StartOptions): Promise<Finished>
  remove(): void
}

export function workplace(kubeconfig?: string): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'kusion-cli-'))
  const home = join(folder, 'home')
  const start: Workplace['start'] = (command, parameters, options = {}) => {
    const child = spawn(join(BIN, command), parameters, {
      cwd: options.cwd ?? folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        KUSION_HOME: home,
        KUBECONFIG: kubeconfig ?? join(folder, 'no-kubeconfig'),
        ...options.env,
      },
    })
    if (options.input !== undefined) child.stdin.end(options.input)
    let out = ''
    let err = ''
    child.stdout.on('data', (part: Buffer) => (out += part.toString()))
    child.stderr.on('data', (part: Buffer) => (err += part.toString()))
    const finished = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
    return { child, finished }
  }
  return {
    home,
    folder,
    start,
    run: (command, parameters, options) => start(command, parameters, options).finished,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

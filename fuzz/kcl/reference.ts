/** The reference compiler, from PyPI, in a process of its own that is started again when a program kills it. */
import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { filesOf } from './files.ts'

const VERSION = '0.13.2'
const PATIENCE_MS = 20_000

export type ReferenceAnswer =
  | { readonly kind: 'answer'; readonly yaml: string; readonly error: string }
  /** It crashed, or gave no answer in time. */
  | { readonly kind: 'lost'; readonly why: string }

export class Reference {
  readonly #python: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'kcl-reference-'))
  #child: ChildProcessWithoutNullStreams | undefined
  #settle: ((answer: ReferenceAnswer) => void) | undefined

  constructor() {
    this.#python = installed()
  }

  run(text: string): Promise<ReferenceAnswer> {
    const child = (this.#child ??= this.#start())
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        this.#lost('no answer in time')
      }, PATIENCE_MS)
      this.#settle = (answer) => {
        clearTimeout(timer)
        this.#settle = undefined
        resolve(answer)
      }
      const { files, entries } = filesOf(text)
      child.stdin.write(`${JSON.stringify({ files: Object.fromEntries(files), entries })}\n`)
    })
  }

  close(): void {
    this.#child?.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.#python, [join(import.meta.dirname, 'reference.py'), this.#folder])
    child.stderr.resume()
    child.stdin.on('error', () => undefined)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { answered, yaml, error } = JSON.parse(line) as {
        readonly answered: boolean
        readonly yaml: string
        readonly error: string
      }
      this.#settle?.(answered ? { kind: 'answer', yaml, error } : { kind: 'lost', why: 'it gave no answer' })
    })
    child.on('exit', (code, signal) => {
      if (this.#child === child) this.#lost(`its process ended with ${signal ?? code}`)
    })
    return child
  }

  #lost(why: string): void {
    this.#child = undefined
    this.#settle?.({ kind: 'lost', why })
  }
}

/** The Python of a virtual environment that has the reference compiler. */
function installed(): string {
  const folder = join(homedir(), '.cache', `kusion-kcl-reference-${VERSION}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(join(folder, 'ready'))) return python
  rmSync(folder, { recursive: true, force: true })
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', `kcl-lib==${VERSION}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  mkdirSync(join(folder, 'ready'))
  return python
}

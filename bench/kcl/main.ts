/** `npm run bench:kcl`: our compiler beside the reference, in process and as whole processes. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '@kusion/kcl'
import { programs } from './programs.ts'

const root = join(import.meta.dirname, '../..')
const environment = join(root, '.cache/bench-kcl')
const RUNS = 5

function prepare(): string {
  const python = join(environment, 'bin/python')
  if (!existsSync(python)) {
    mkdirSync(join(root, '.cache'), { recursive: true })
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

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function ours(source: string): { readonly ms: number; readonly size: number } {
  const started = performance.now()
  const result = run({ workingFolder: () => '/' }, { entries: ['main.k'], sources: new Map([['main.k', source]]) })
  const ms = performance.now() - started
  if (!result.ok) throw new Error(result.failure ?? result.diagnostics[0]?.message)
  return { ms, size: result.text.length }
}

function wholeProcess(command: string, parameters: readonly string[]): number {
  return median(
    Array.from({ length: 9 }, () => {
      const started = performance.now()
      const { status } = spawnSync(command, parameters, { stdio: 'ignore' })
      if (status !== 0) throw new Error(`${command} ended with ${status}`)
      return performance.now() - started
    }),
  )
}

const python = prepare()
const reference = spawn(python, [join(import.meta.dirname, 'reference.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: reference.stdout })[Symbol.asyncIterator]()
async function theirs(source: string): Promise<{ readonly ms: number; readonly size: number }> {
  reference.stdin.write(`${JSON.stringify({ source })}\n`)
  const answer = JSON.parse((await answers.next()).value as string) as { ms: number; ok: boolean; size: number }
  if (!answer.ok) throw new Error('the reference refused a program')
  return answer
}

const rows: { name: string; ours: number; reference: number; speedup: number }[] = []
for (const { name, source } of programs) {
  const [mine, other]: [number[], number[]] = [[], []]
  ours(source)
  for (let index = 0; index < RUNS; index++) {
    mine.push(ours(source).ms)
    other.push((await theirs(source)).ms)
  }
  const row = { name, ours: median(mine), reference: median(other), speedup: median(other) / median(mine) }
  rows.push(row)
  console.log(
    `${name.padEnd(42)} ours ${row.ours.toFixed(2).padStart(9)} ms   reference ${row.reference.toFixed(2).padStart(9)} ms   ${row.speedup.toFixed(1).padStart(7)}×`,
  )
}
reference.stdin.end()

const folder = mkdtempSync(join(tmpdir(), 'bench-kcl-'))
const file = join(folder, 'main.k')
writeFileSync(file, programs[0]?.source ?? '')
const cli = wholeProcess(join(root, 'packages/cli/bin/kcl'), ['run', file])
const floor = wholeProcess(process.execPath, ['-e', '0'])
rmSync(folder, { recursive: true })
console.log(
  `whole process, 2-line file: ours ${cli.toFixed(0)} ms, floor (node -e 0) ${floor.toFixed(0)} ms, ${(cli / floor).toFixed(2)}×`,
)
console.log(
  JSON.stringify({
    medianSpeedup: Number(median(rows.map((row) => row.speedup)).toFixed(2)),
    cliMs: Math.round(cli),
    floorMs: Math.round(floor),
    programs: rows,
  }),
)

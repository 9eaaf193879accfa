/** Many stacks with one shared base: one process of ours beside one process of the reference per stack. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createCompiler, type RunResult } from '@kusion/kcl'
import { createCompilerPool, createNodeHost } from '@kusion/kcl/node'

const SETTINGS = ['kcl.yaml', 'ci-test/settings.yaml']
const REFERENCE_RUNS = 9

export interface StacksResult {
  readonly stacks: number
  readonly msPerStack: number
  readonly referenceMsPerStack: number
  readonly ratio: number
  readonly residentMegabytes: number
  /** On all cores: milliseconds of the clock, and what all threads take together. */
  readonly pool: { readonly msPerStack: number; readonly residentMegabytes: number }
}

/** The ledger of the example, each copy with a name, an image and a size of its own. */
function writeStacks(example: string, root: string, count: number): readonly string[] {
  for (const shared of ['kcl.mod', 'base']) cpSync(join(example, shared), join(root, shared), { recursive: true })
  const files = ['base/base.k', 'prod/main.k', ...SETTINGS.map((name) => `prod/${name}`)].map((name) => ({
    name,
    text: readFileSync(join(example, 'payments/ledger', name), 'utf8'),
  }))
  return Array.from({ length: count }, (_, index) => {
    const folder = join(root, `team${index % 50}`, `ledger${index}`)
    for (const { name, text } of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(
        join(folder, name),
        text.replaceAll('ledger', `ledger${index}`).replaceAll('8080', String(8000 + (index % 1000))),
      )
    }
    return join(folder, 'prod')
  })
}

export function compareStacks(example: string, python: string, script: string, count: number): StacksResult {
  const root = mkdtempSync(join(tmpdir(), 'bench-stacks-'))
  const folders = writeStacks(example, root, count)
  writeFileSync(join(root, 'folders.json'), JSON.stringify(folders))
  const ours = inProcess(join(root, 'folders.json'), 'one')
  const pool = inProcess(join(root, 'folders.json'), 'all')
  const times = folders.slice(0, REFERENCE_RUNS).map((folder) => {
    const started = performance.now()
    const run = spawnSync(python, [script, 'run', folder], { stdio: 'ignore' })
    if (run.status !== 0) throw new Error('the reference refused a stack')
    return performance.now() - started
  })
  rmSync(root, { recursive: true })
  const reference = times.toSorted((a, b) => a - b)[Math.floor(REFERENCE_RUNS / 2)] ?? Number.NaN
  const mine = ours.ms / count
  return {
    stacks: count,
    msPerStack: mine,
    referenceMsPerStack: reference,
    ratio: reference / mine,
    residentMegabytes: ours.megabytes,
    pool: { msPerStack: pool.ms / count, residentMegabytes: pool.megabytes },
  }
}

function inProcess(list: string, cores: 'one' | 'all'): { readonly ms: number; readonly megabytes: number } {
  const words = [...process.execArgv, import.meta.filename, list, cores]
  const { stdout, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error('the stacks do not compile')
  return JSON.parse(stdout) as { ms: number; megabytes: number }
}

if (import.meta.main) {
  const folders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly string[]
  const options = { settings: SETTINGS }
  const hold = (folder: string, result: Pick<RunResult, 'ok' | 'failure' | 'diagnostics'>): void => {
    if (!result.ok) throw new Error(`${folder}: ${result.failure ?? result.diagnostics[0]?.message}`)
  }
  const started = performance.now()
  if (process.argv[3] === 'all') {
    const pool = await createCompilerPool()
    await Promise.all(
      folders.map(async (workingFolder) => hold(workingFolder, await pool.run({ host: { workingFolder }, options }))),
    )
    await pool.close()
  } else {
    const compiler = createCompiler()
    for (const workingFolder of folders) hold(workingFolder, compiler.run(createNodeHost({ workingFolder }), options))
  }
  const megabytes = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ ms: performance.now() - started, megabytes }))
}

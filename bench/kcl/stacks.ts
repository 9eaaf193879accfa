/** Many stacks with one shared base: one process of ours beside one process of the reference per stack. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createCompiler } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'

const SETTINGS = ['kcl.yaml', 'ci-test/settings.yaml']
const REFERENCE_RUNS = 9

export interface StacksResult {
  readonly stacks: number
  readonly msPerStack: number
  readonly referenceMsPerStack: number
  readonly ratio: number
  readonly residentMegabytes: number
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
  const { stdout, status } = spawnSync(
    process.execPath,
    [...process.execArgv, import.meta.filename, join(root, 'folders.json')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (status !== 0) throw new Error('the stacks do not compile')
  const ours = JSON.parse(stdout) as { ms: number; megabytes: number }
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
  }
}

if (import.meta.main) {
  const folders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly string[]
  const started = performance.now()
  const compiler = createCompiler()
  for (const workingFolder of folders) {
    const result = compiler.run(createNodeHost({ workingFolder }), { settings: SETTINGS })
    if (!result.ok) throw new Error(`${workingFolder}: ${result.failure ?? result.diagnostics[0]?.message}`)
  }
  const megabytes = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ ms: performance.now() - started, megabytes }))
}

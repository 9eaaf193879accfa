/** `npm run bench:kcl`: our compiler beside the reference, in process and as whole processes, and how costs grow. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'
import { writeKubernetesProgram } from './kubernetes-package.ts'
import { growing, programs } from './programs.ts'
import { compareStacks } from './stacks.ts'

const root = join(import.meta.dirname, '../..')
const environment = join(root, '.cache/bench-kcl')
const stack = join(root, 'examples/konfig/payments/ledger/prod')
const SETTINGS = ['kcl.yaml', 'ci-test/settings.yaml']
const RUNS = 5
const PROCESSES = 9

type Request = { readonly source: string | readonly string[] } | { readonly folder: string }

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

function runSources(texts: readonly string[]) {
  const sources = new Map(texts.map((text, index) => [`main${index}.k`, text]))
  return run({ workingFolder: () => '/' }, { entries: [...sources.keys()], sources })
}

function ours(request: Request): number {
  const started = performance.now()
  const result =
    'source' in request
      ? runSources(typeof request.source === 'string' ? [request.source] : request.source)
      : run(createNodeHost({ workingFolder: request.folder }), { settings: SETTINGS })
  const ms = performance.now() - started
  if (!result.ok) throw new Error(result.failure ?? result.diagnostics[0]?.message)
  return ms
}

const python = prepare()
const script = join(import.meta.dirname, 'reference.py')
const reference = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: reference.stdout })[Symbol.asyncIterator]()
async function theirs(request: Request): Promise<number> {
  reference.stdin.write(`${JSON.stringify(request)}\n`)
  const answer = JSON.parse((await answers.next()).value as string) as { ms: number; ok: boolean }
  if (!answer.ok) throw new Error('the reference refused a program')
  return answer.ms
}

const cell = (value: number, digits = 2, width = 9): string => value.toFixed(digits).padStart(width)

async function compare(
  name: string,
  request: Request,
): Promise<{ name: string; ours: number; reference: number; speedup: number }> {
  const [mine, other]: [number[], number[]] = [[], []]
  ours(request)
  for (let index = 0; index < RUNS; index++) {
    mine.push(ours(request))
    other.push(await theirs(request))
  }
  const row = { name, ours: median(mine), reference: median(other), speedup: median(other) / median(mine) }
  console.log(
    `${name.padEnd(42)} ours ${cell(row.ours)} ms   reference ${cell(row.reference)} ms   ${cell(row.speedup, 1, 7)}×`,
  )
  return row
}

console.log('In process')
const rows = []
for (const { name, source } of programs) rows.push(await compare(name, { source }))
rows.push(await compare('classic stack (base + stack + render)', { folder: stack }))
reference.stdin.end()

/** Runs in turns, so that what slows the machine slows all of them. */
function wholeProcesses(
  environmentVariables: NodeJS.ProcessEnv,
  commands: Readonly<Record<string, readonly [string, readonly string[], string?]>>,
) {
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]))
  for (let index = 0; index < PROCESSES; index++) {
    for (const [name, [command, parameters, cwd]] of Object.entries(commands)) {
      const started = performance.now()
      const { status } = spawnSync(command, parameters, { stdio: 'ignore', cwd, env: environmentVariables })
      if (status !== 0) throw new Error(`${command} ended with ${status}`)
      times.get(name)?.push(performance.now() - started)
    }
  }
  return (name: string): number => median(times.get(name) ?? [])
}

console.log('\nWhole processes')
const folder = mkdtempSync(join(tmpdir(), 'bench-kcl-'))
const file = join(folder, 'main.k')
writeFileSync(file, programs[0]?.source ?? '')
const kcl = join(root, 'packages/cli/bin/kcl')
const packages = join(folder, 'packages')
mkdirSync(packages)
const app = writeKubernetesProgram(packages)
const cached = { ...process.env, KCL_CACHE_PATH: join(folder, 'cache') }
spawnSync(kcl, ['run', 'main.k'], { stdio: 'ignore', cwd: app, env: cached })
const time = wholeProcesses(cached, {
  floor: [process.execPath, ['-e', '0']],
  small: [kcl, ['run', file]],
  stack: [kcl, ['run', ...SETTINGS.flatMap((name) => ['-Y', name])], stack],
  pythonFloor: [python, ['-c', 'import kcl_lib.api as api; api.API()']],
  referenceSmall: [python, [script, 'run', file]],
  referenceStack: [python, [script, 'run', stack]],
  kubernetes: [kcl, ['run', 'main.k'], app],
  referenceKubernetes: [python, [script, 'run', join(app, 'main.k'), `k8s=${join(packages, 'k8s')}`]],
})
const cold = wholeProcesses({ ...process.env, KCL_CACHE_PATH: '' }, { kubernetes: [kcl, ['run', 'main.k'], app] })
rmSync(folder, { recursive: true })
const [floor, pythonFloor] = [time('floor'), time('pythonFloor')]
for (const [title, mine, other] of [
  ['2-line file', time('small'), time('referenceSmall')],
  ['classic stack', time('stack'), time('referenceStack')],
  ['Deployment and Service of a 2.8 MB package', time('kubernetes'), time('referenceKubernetes')],
] as const) {
  console.log(
    `${title.padEnd(42)} ours ${cell(mine, 0)} ms (${(mine / floor).toFixed(2)}× node -e 0)   reference ${cell(other, 0)} ms, ${(other - pythonFloor).toFixed(0)} ms without Python's start`,
  )
}
console.log(`${'the same with nothing kept before'.padEnd(42)} ours ${cell(cold('kubernetes'), 0)} ms`)
console.log(`${'floors'.padEnd(42)} node -e 0 ${floor.toFixed(0)} ms, Python with kcl-lib ${pythonFloor.toFixed(0)} ms`)

console.log('\nStacks with one shared base, in one process; the reference once per stack')
const stacks = compareStacks(join(root, 'examples/konfig'), python, script, 5000)
console.log(
  `${String(stacks.stacks).padEnd(42)} ours ${cell(stacks.msPerStack)} ms a stack, at most ${stacks.residentMegabytes.toFixed(0)} MB   reference ${cell(stacks.referenceMsPerStack, 0)} ms   ${stacks.ratio.toFixed(0)}×`,
)

console.log(
  `${'the same on all cores'.padEnd(42)} ours ${cell(stacks.pool.msPerStack)} ms a stack, at most ${stacks.pool.residentMegabytes.toFixed(0)} MB`,
)

console.log('\nGrowth in process: milliseconds for 1, 2, 4 and 8 times the size')
const growth = growing.map(({ name, size, source }) => {
  const times = [1, 2, 4, 8].map((factor) => {
    const text = source(size * factor)
    ours({ source: text })
    return median([1, 2, 3].map(() => ours({ source: text })))
  })
  const ratio = (times[3] ?? 0) / (times[1] ?? 1)
  console.log(`${name.padEnd(42)} ${times.map((value) => cell(value)).join(' ')}   8× over 2×: ${ratio.toFixed(1)}`)
  return { name, times, ratio }
})

console.log(
  JSON.stringify({
    medianSpeedup: Number(median(rows.map((row) => row.speedup)).toFixed(2)),
    cliMs: Math.round(time('small')),
    floorMs: Math.round(floor),
    cliVsFloor: Number((time('small') / floor).toFixed(2)),
    stackMs: Math.round(time('stack')),
    kubernetesMs: Math.round(time('kubernetes')),
    kubernetesColdMs: Math.round(cold('kubernetes')),
    referenceKubernetesMs: Math.round(time('referenceKubernetes') - pythonFloor),
    stacks,
    worstGrowth: Number(Math.max(...growth.map(({ ratio }) => ratio)).toFixed(1)),
    programs: rows,
  }),
)

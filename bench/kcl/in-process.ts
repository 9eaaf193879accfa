/**
 * Programs in process, ours beside the reference. Ours is measured twice: the first run of a new process, with the
 * compiler loaded but nothing of it compiled by V8, and the median after a warm-up. The reference is compiled ahead of time.
 */
import { spawnSync } from 'node:child_process'
import { cell, median, ours, STACK, type Request } from './measure.ts'
import { programs } from './programs.ts'
import { Reference } from './reference.ts'

const FIRST_RUNS = 5
const WARM_UP_MS = 1500
const TURNS = 9
/** How long a turn takes at least: short programs run often in it. */
const TURN_MS = 20

export interface ProgramResult {
  readonly name: string
  readonly first: number
  readonly ours: number
  readonly reference: number
  readonly speedup: number
  readonly firstSpeedup: number
}

const requests = new Map<string, Request>([
  ...programs.map(({ name, source }) => [name, { source }] as const),
  ['classic stack (base + stack + render)', { folder: STACK }],
])

export async function comparePrograms(python: string): Promise<readonly ProgramResult[]> {
  console.log(
    `In process: the first run of a process, and the median of ${TURNS} turns after a warm-up of ${WARM_UP_MS} ms`,
  )
  const results: ProgramResult[] = []
  const reference = new Reference(python)
  for (const [name, request] of requests) {
    const [firsts, warm, others]: [number[], number[], number[]] = [[], [], []]
    const end = performance.now() + WARM_UP_MS
    while (performance.now() < end) ours(request)
    const repeats = Math.ceil(TURN_MS / ours(request))
    // In turns, so that what slows the machine slows all of them.
    for (let index = 0; index < TURNS; index++) {
      warm.push(median(Array.from({ length: repeats }, () => ours(request))))
      others.push(median(await reference.runs(request, repeats)))
      if (index < FIRST_RUNS) firsts.push(firstRun(name))
    }
    const [first, mine, other] = [median(firsts), median(warm), median(others)]
    const result = { name, first, ours: mine, reference: other, speedup: other / mine, firstSpeedup: other / first }
    results.push(result)
    console.log(
      `${name.padEnd(42)} first ${cell(first, 1, 7)} ms ${cell(result.firstSpeedup, 1, 5)}×   warm ${cell(mine)} ms ${cell(result.speedup, 1, 6)}×   reference ${cell(other)} ms`,
    )
  }
  reference.close()
  return results
}

function firstRun(name: string): number {
  const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`'${name}' failed`)
  return Number(stdout)
}

if (import.meta.main) {
  const request = requests.get(process.argv[2] ?? '')
  if (request) console.log(ours(request))
}

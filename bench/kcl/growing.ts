/** How costs grow: each construct in 1, 2, 4 and 8 times its size, in a warm process. */
import { spawnSync } from 'node:child_process'
import { growing, type GrowingProgram } from './growth.ts'
import { cell, ours } from './measure.ts'

const FACTORS = [1, 2, 4, 8]
const WARM_UP = 3
const TURNS = 5

export interface GrowthResult {
  readonly name: string
  readonly size: number
  readonly unit: string
  readonly times: readonly number[]
  /** From twice the size to eight times: 4 is linear. */
  readonly ratio: number
}

/**
 * In a process whose young generation holds all that a program makes: when the collector runs, and what it finds alive
 * then, says nothing about how the work grows.
 */
export function measureGrowth(): readonly GrowthResult[] {
  console.log(`\nGrowth in process: the fastest of ${TURNS} runs, milliseconds for 1, 2, 4 and 8 times the size`)
  const young = ['--min-semi-space-size=512', '--max-semi-space-size=1024']
  return growing.map((program) => {
    const words = [...young, ...process.execArgv, import.meta.filename, program.name]
    const { stdout, status } = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (status !== 0) throw new Error(`'${program.name}' failed`)
    const result = JSON.parse(stdout) as GrowthResult
    console.log(
      `${result.name.padEnd(36)} ${result.times.map((value) => cell(value, 1, 8)).join(' ')}   8× over 2×: ${result.ratio.toFixed(1)}   ${result.size} ${result.unit}`,
    )
    return result
  })
}

/** The fastest of some runs, in turns: what the machine does besides only ever adds. */
function measured({ name, unit, size, source }: GrowingProgram): GrowthResult {
  const requests = FACTORS.map((factor) => ({ source: source(size * factor) }))
  for (const request of requests.slice(0, 2)) for (let index = 0; index < WARM_UP; index++) ours(request)
  const times = requests.map(() => Infinity)
  for (let turn = 0; turn < TURNS; turn++)
    for (const [index, request] of requests.entries()) times[index] = Math.min(times[index] ?? 0, ours(request))
  return { name, size, unit, times, ratio: (times[3] ?? 0) / (times[1] ?? 1) }
}

if (import.meta.main) {
  const program = growing.find(({ name }) => name === process.argv[2])
  if (program) console.log(JSON.stringify(measured(program)))
}

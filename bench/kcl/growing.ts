/** How costs grow: each construct in 1, 2, 4 and 8 times its size, in a warm process. */
import { growing } from './growth.ts'
import { cell, ours } from './measure.ts'

const FACTORS = [1, 2, 4, 8]
const WARM_UP = 3
const TURNS = 9

export interface GrowthResult {
  readonly name: string
  readonly size: number
  readonly unit: string
  readonly times: readonly number[]
  /** From twice the size to eight times: 4 is linear. */
  readonly ratio: number
}

/** The fastest of some runs, in turns: what the machine does besides only ever adds. */
export function measureGrowth(): readonly GrowthResult[] {
  console.log(`\nGrowth in process: the fastest of ${TURNS} runs, milliseconds for 1, 2, 4 and 8 times the size`)
  return growing.map(({ name, unit, size, source }) => {
    const requests = FACTORS.map((factor) => ({ source: source(size * factor) }))
    for (const request of requests) for (let index = 0; index < WARM_UP; index++) ours(request)
    const times = requests.map(() => Infinity)
    for (let turn = 0; turn < TURNS; turn++)
      for (const [index, request] of requests.entries()) times[index] = Math.min(times[index] ?? 0, ours(request))
    const ratio = (times[3] ?? 0) / (times[1] ?? 1)
    console.log(
      `${name.padEnd(36)} ${times.map((value) => cell(value, 1, 8)).join(' ')}   8× over 2×: ${ratio.toFixed(1)}   ${size} ${unit}`,
    )
    return { name, size, unit, times, ratio }
  })
}

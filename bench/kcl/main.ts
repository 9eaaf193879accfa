/**
 * `npm run bench:kcl`: our compiler beside the reference, in process and as whole processes, and how costs grow.
 * `-- STORY …` tells some of it only: programs, conformance, processes, stacks, growth.
 */
import { join } from 'node:path'
import { compareConformance } from './conformance.ts'
import { measureGrowth } from './growing.ts'
import { comparePrograms } from './in-process.ts'
import { cell, median, ROOT } from './measure.ts'
import { preparePython, SCRIPT } from './reference.ts'
import { compareStacks } from './stacks.ts'
import { measureProcesses } from './whole-processes.ts'

const wanted = process.argv.slice(2)
const tells = (story: string): boolean => wanted.length === 0 || wanted.includes(story)
const python = preparePython()

const programs = tells('programs') ? await comparePrograms(python) : undefined
const conformance = tells('conformance') ? await compareConformance(python) : undefined
const processes = tells('processes') ? measureProcesses(python) : undefined
const stacks = tells('stacks') ? shareBase() : undefined
const growth = tells('growth') ? measureGrowth() : undefined

console.log(
  JSON.stringify({
    ...(programs && { medianSpeedup: Number(median(programs.map(({ speedup }) => speedup)).toFixed(2)) }),
    ...processes,
    stacks,
    conformance,
    ...(growth && { worstGrowth: Number(Math.max(...growth.map(({ ratio }) => ratio)).toFixed(1)) }),
    programs,
    growth,
  }),
)

function shareBase() {
  console.log('\nStacks with one shared base, in one process; the reference once per stack')
  const result = compareStacks(join(ROOT, 'examples/konfig'), python, SCRIPT, 5000)
  const { pool } = result
  console.log(
    `${String(result.stacks).padEnd(42)} ours ${cell(result.msPerStack)} ms a stack, at most ${result.residentMegabytes.toFixed(0)} MB   reference ${cell(result.referenceMsPerStack, 0)} ms   ${result.ratio.toFixed(0)}×`,
  )
  console.log(
    `${'the same on all cores'.padEnd(42)} ours ${cell(pool.msPerStack)} ms a stack, at most ${pool.residentMegabytes.toFixed(0)} MB`,
  )
  return result
}

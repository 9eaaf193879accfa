/**
 * `npm run fuzz:kcl -- --minutes N [--seed N] [--only …] [--examples N]`: generated programs through our compiler and
 * the reference, whose outcomes must agree, and mutated sources through ours, which must answer each. Fails on any
 * crash, hang or difference; differences are shown by group, with the smallest examples of each.
 */
import { parseArgs } from 'node:util'
import { Compiler } from './compiler.ts'
import { explanationOf } from './explained.ts'
import { grouped, shapeOf, type Difference, type Group } from './groups.ts'
import { mutate } from './mutate.ts'
import { onlyLacksAttributes, outcomeText, referenceOutcome, sameOutcome, type Outcome } from './outcome.ts'
import { generateProgram, withoutRequired } from './program.ts'
import { Random } from './random.ts'
import { Reference } from './reference.ts'
import { shrink } from './shrink.ts'
import { knownSources } from './sources.ts'

const BATCH = 100
/** `mutated` and `generated` choose the programs, the other two which differences of generated ones are shown. */
const KINDS = ['mutated', 'generated', 'compile-time', 'run-time']

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    examples: { type: 'string', default: '2' },
  },
})
const budget = Number(values.minutes) * 60_000
const firstSeed = Number(values.seed)
const { only } = values
if (!(budget > 0) || !Number.isInteger(firstSeed) || (only !== undefined && !KINDS.includes(only))) {
  console.error(`usage: npm run fuzz:kcl -- --minutes N [--seed N] [--only ${KINDS.join('|')}] [--examples N]`)
  process.exit(2)
}

const compiler = new Compiler()
const part = only === undefined ? budget / 2 : budget
const failures =
  (only === undefined || only === 'mutated' ? await mutations(part) : 0) +
  (only === 'mutated' ? 0 : await generated(part))
await compiler.close()
process.exitCode = failures > 0 ? 1 : 0

/** Counts crashes and hangs. */
async function mutations(milliseconds: number): Promise<number> {
  const random = new Random(firstSeed)
  const sources = knownSources()
  const end = Date.now() + milliseconds
  let count = 0
  let failed = 0
  while (Date.now() < end) {
    const texts = Array.from({ length: BATCH }, () => mutate(random, sources))
    const outcomes = await compiler.run(texts)
    count += texts.length
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'crash') continue
      failed++
      console.log(`── mutated source ends with: ${outcome.why}\n${JSON.stringify(texts[index])}`)
    }
  }
  console.log(`mutated sources: ${count}, crashes and hangs: ${failed}`)
  return failed
}

/** Counts differences between ours and the reference. */
async function generated(milliseconds: number): Promise<number> {
  const reference = referenceIfAny()
  if (!reference) return only === undefined ? 0 : 1
  const end = Date.now() + milliseconds
  let count = 0
  let lost = 0
  const different: Difference[] = []
  const explained = new Map<string, number>()
  while (Date.now() < end) {
    const programs = Array.from({ length: BATCH }, (_, index) => generateProgram(firstSeed + count + index))
    const theirs: Outcome[] = []
    for (const [index, program] of programs.entries()) {
      let outcome = referenceOutcome(await reference.run(program.text))
      if (onlyLacksAttributes(outcome)) {
        const text = withoutRequired(program.text)
        programs[index] = { ...program, text }
        outcome = referenceOutcome(await reference.run(text))
      }
      theirs.push(outcome)
    }
    const ours = compiler.run(programs.map((program) => program.text))
    for (const [index, mine] of (await ours).entries()) {
      const program = programs[index]
      const theirOutcome = theirs[index]
      if (!program || !theirOutcome) continue
      // The reference's own crash says nothing of ours, unless ours crashes too.
      if (theirOutcome.kind === 'crash' && mine.kind !== 'crash') lost++
      else if (!sameOutcome(mine, theirOutcome)) {
        const row = explanationOf(mine, theirOutcome, program.text)
        if (row === undefined) different.push({ ...program, ours: mine, theirs: theirOutcome })
        else explained.set(row, (explained.get(row) ?? 0) + 1)
      }
    }
    count += programs.length
  }
  const groups = grouped(different)
  for (const group of groups) {
    if (only === 'generated' || only === undefined || only === group.phase) await show(group, reference)
  }
  reference.close()
  for (const phase of ['compile-time', 'run-time'] as const) {
    const found = groups.filter((group) => group.phase === phase)
    console.log(`${phase}: ${found.reduce((sum, group) => sum + group.found.length, 0)} in ${found.length} groups`)
  }
  for (const [row, times] of explained) console.log(`explained by docs/kcl-differences.md: ${times} × ${row}`)
  console.log(
    `generated programs: ${count}, different: ${different.length}, lost by the reference's own crashes: ${lost}`,
  )
  return different.length
}

/** A machine that has neither it nor Python to install it with can still see what crashes. */
function referenceIfAny(): Reference | undefined {
  try {
    return new Reference()
  } catch (error) {
    console.log(`skipped: generated programs, because the reference compiler cannot be installed: ${String(error)}`)
    return undefined
  }
}

async function show(group: Group, reference: Reference): Promise<void> {
  console.log(`━━ ${group.found.length} × ${group.phase}\n   reference: ${group.theirs}\n   ours:      ${group.ours}`)
  for (const found of group.found.slice(0, Number(values.examples))) {
    // A hang would cost its whole patience at each step.
    const isHang = found.ours.kind === 'crash'
    const text = isHang
      ? found.text
      : await shrink(found.text, (candidates) => stillDiffers(reference, candidates, found))
    const [ours] = isHang ? [found.ours] : await compiler.run([text])
    const theirs = referenceOutcome(await reference.run(text))
    console.log(
      `── seed ${found.seed}\n${text.trim()}\n   reference: ${outcomeText(theirs)}\n   ours:      ${ours ? outcomeText(ours) : ''}`,
    )
  }
}

/** Which of the candidates differ in the way of what was found. */
async function stillDiffers(
  reference: Reference,
  candidates: readonly string[],
  found: Difference,
): Promise<readonly boolean[]> {
  const verdicts: boolean[] = []
  for (const [index, ours] of (await compiler.run(candidates)).entries()) {
    if (kindOf(ours) !== kindOf(found.ours)) {
      verdicts.push(false)
      continue
    }
    const theirs = referenceOutcome(await reference.run(candidates[index] ?? ''))
    const isKnown = sameOutcome(ours, theirs) || explanationOf(ours, theirs, candidates[index] ?? '') !== undefined
    verdicts.push(!isKnown && shapeOf({ ours, theirs }) === shapeOf(found))
  }
  return verdicts
}

function kindOf(outcome: Outcome): string {
  return outcome.kind === 'errors' ? outcome.codes.join() : outcome.kind
}

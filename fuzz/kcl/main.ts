/**
 * `npm run fuzz:kcl -- --minutes N [--only mutated] [--seed N]`: generated programs through our compiler and the
 * reference, whose outcomes must agree, and mutated sources through ours, which must answer each. Fails on the first
 * kinds of difference, crash or hang, each shown at its smallest.
 */
import { parseArgs } from 'node:util'
import { Compiler } from './compiler.ts'
import { mutate } from './mutate.ts'
import { outcomeText, referenceOutcome, sameOutcome, type Outcome } from './outcome.ts'
import { generateProgram } from './program.ts'
import { Random } from './random.ts'
import { Reference } from './reference.ts'
import { shrink } from './shrink.ts'
import { knownSources } from './sources.ts'

const BATCH = 100
/** The differences that are shrunk and shown. */
const SHOWN = 20

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const budget = Number(values.minutes) * 60_000
const firstSeed = Number(values.seed)
if (!(budget > 0) || !Number.isInteger(firstSeed) || (values.only !== undefined && values.only !== 'mutated')) {
  console.error('usage: npm run fuzz:kcl -- --minutes N [--seed N] [--only mutated]')
  process.exit(2)
}

const compiler = new Compiler()
const failures =
  (await mutations(values.only === undefined ? budget / 2 : budget)) +
  (values.only === undefined ? await generated(budget / 2) : 0)
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
  const reference = new Reference()
  const end = Date.now() + milliseconds
  let count = 0
  let lost = 0
  const different: {
    readonly seed: number
    readonly text: string
    readonly ours: Outcome
    readonly theirs: Outcome
  }[] = []
  while (Date.now() < end) {
    const programs = Array.from({ length: BATCH }, (_, index) => generateProgram(firstSeed + count + index))
    const ours = compiler.run(programs.map((program) => program.text))
    const theirs: Outcome[] = []
    for (const program of programs) theirs.push(referenceOutcome(await reference.run(program.text)))
    for (const [index, mine] of (await ours).entries()) {
      const program = programs[index]
      const theirOutcome = theirs[index]
      if (!program || !theirOutcome) continue
      // The reference's own crash says nothing of ours, unless ours crashes too.
      if (theirOutcome.kind === 'crash' && mine.kind !== 'crash') lost++
      else if (!sameOutcome(mine, theirOutcome)) different.push({ ...program, ours: mine, theirs: theirOutcome })
    }
    count += programs.length
  }
  for (const found of different.toSorted((left, right) => left.text.length - right.text.length).slice(0, SHOWN)) {
    const text = await shrink(found.text, (candidates) =>
      stillDiffers(reference, candidates, kindOf(found.ours), kindOf(found.theirs)),
    )
    const [mine] = await compiler.run([text])
    const theirs = referenceOutcome(await reference.run(text))
    console.log(
      `── seed ${found.seed}\n${text.trim()}\n   reference: ${outcomeText(theirs)}\n   ours:      ${mine ? outcomeText(mine) : ''}`,
    )
  }
  reference.close()
  console.log(
    `generated programs: ${count}, different: ${different.length}, lost by the reference's own crashes: ${lost}`,
  )
  return different.length
}

async function stillDiffers(
  reference: Reference,
  candidates: readonly string[],
  ours: string,
  theirs: string,
): Promise<readonly boolean[]> {
  const verdicts: boolean[] = []
  for (const [index, mine] of (await compiler.run(candidates)).entries()) {
    if (kindOf(mine) !== ours) {
      verdicts.push(false)
      continue
    }
    const other = referenceOutcome(await reference.run(candidates[index] ?? ''))
    verdicts.push(kindOf(other) === theirs && !sameOutcome(mine, other))
  }
  return verdicts
}

function kindOf(outcome: Outcome): string {
  return outcome.kind === 'errors' ? outcome.codes.join() : outcome.kind
}

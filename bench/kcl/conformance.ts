/** The conformance cases that end with values, ours beside the reference: no case may be slower that takes the reference 5 ms. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cell, median, ours, ROOT, type Request } from './measure.ts'
import { Reference } from './reference.ts'

const LONG = 5
const RUNS = 9
const WARM_UP_MS = 1500

type PathRequest = Extract<Request, { readonly path: string }>

export interface ConformanceResult {
  readonly cases: number
  /** The median of the cases' ratios, reference / ours. */
  readonly medianSpeedup: number
  /** Cases that take the reference long, and how many of them take us longer. */
  readonly long: number
  readonly slower: number
}

interface Case {
  readonly args: string
  readonly cwd?: string
  readonly files: Readonly<Record<string, string>>
  readonly stdout?: string
}

/** Undefined where the cases are not there. */
export async function compareConformance(python: string): Promise<ConformanceResult | undefined> {
  const folder = process.env['KCL_CONFORMANCE'] ?? join(ROOT, '../shared/conformance')
  const file = join(folder, 'kcl-grammar.jsonl')
  if (!existsSync(file)) return undefined
  const root = mkdtempSync(join(tmpdir(), 'bench-conformance-'))
  const reference = new Reference(python, root)
  const rows: { readonly name: string; readonly mine: number; readonly other: number }[] = []
  const cases = readFileSync(file, 'utf8').trim().split('\n')
  for (const [index, line] of cases.entries()) {
    const { id, args, cwd = '.', files, stdout } = JSON.parse(line) as Case & { readonly id: string }
    if (args !== '' || stdout === undefined) continue
    // A folder for each: some cases write files, and who writes a file waits for the disk to have what was written before.
    const [request, other] = ['ours', 'reference'].map((side) => {
      const folder = join(root, side, String(index))
      for (const [name, text] of Object.entries(files)) {
        const path = join(folder, name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
      }
      return { path: join(folder, cwd, 'main.k') }
    }) as [PathRequest, PathRequest]
    if (rows.length === 0) await warmUp(request, reference)
    if ((await reference.ask(other)) === undefined) continue
    ours(request)
    const [mine, others]: [number[], number[]] = [[], []]
    for (let turn = 0; turn < RUNS; turn++) {
      mine.push(ours(request))
      others.push(...(await reference.runs(other, 1)))
    }
    rows.push({ name: id, mine: median(mine), other: median(others) })
  }
  reference.close()
  rmSync(root, { recursive: true })
  const long = rows.filter(({ other }) => other > LONG)
  const slower = long.filter(({ mine, other }) => mine > other)
  const medianSpeedup = median(rows.map(({ mine, other }) => other / mine))
  console.log(
    `${`${rows.length} conformance cases`.padEnd(42)} median ${cell(medianSpeedup, 1, 5)}×; ${long.length} take the reference more than ${LONG} ms, ${slower.length} of them take us longer`,
  )
  for (const { name, mine, other } of slower)
    console.log(`  ${name}: ours ${cell(mine)} ms, reference ${cell(other)} ms`)
  return { cases: rows.length, medianSpeedup, long: long.length, slower: slower.length }
}

/** The first case is not to pay for the first steps of either process. */
async function warmUp(request: Request, reference: Reference): Promise<void> {
  const end = performance.now() + WARM_UP_MS
  while (performance.now() < end) ours(request)
  await reference.ask(request)
}

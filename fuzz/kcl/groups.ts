/** Differences gathered by what they have in common, so that a hundred finds of one cause read as one. */
import type { Outcome } from './outcome.ts'

type Outcomes = Pick<Difference, 'ours' | 'theirs'>

export interface Difference {
  readonly seed: number
  readonly text: string
  readonly ours: Outcome
  readonly theirs: Outcome
}

/** A diagnostic of the checker stands on a side, or both sides ran. */
export type Phase = 'compile-time' | 'run-time'

export interface Group {
  readonly phase: Phase
  readonly theirs: string
  readonly ours: string
  /** Shortest program first. */
  readonly found: readonly Difference[]
}

/** Largest first, those of run time before those of compile time. */
export function grouped(differences: readonly Difference[]): readonly Group[] {
  const byShape = Map.groupBy(differences, shapeOf)
  return [...byShape.values()]
    .flatMap((found): readonly Group[] => {
      const [first] = found
      if (!first) return []
      const shortest = found.toSorted((left, right) => left.text.length - right.text.length)
      const [theirs, ours] = shapesOf(first)
      return [{ phase: phaseOf(first), theirs, ours, found: shortest }]
    })
    .toSorted((left, right) => right.phase.localeCompare(left.phase) || right.found.length - left.found.length)
}

export function shapeOf(found: Outcomes): string {
  return shapesOf(found).join(' against ')
}

function shapesOf({ ours, theirs }: Outcomes): readonly [theirs: string, ours: string] {
  const isPlace = ours.kind === 'errors' && theirs.kind === 'errors' && ours.message === theirs.message
  if (isPlace && ours.codes.join() === theirs.codes.join()) return [`${shape(theirs)} there`, 'elsewhere']
  if (ours.kind !== 'value' || theirs.kind !== 'value') return [shape(theirs), shape(ours)]
  const [ourLines, theirLines] = [ours.text.split('\n'), theirs.text.split('\n')]
  const at = ourLines.findIndex((line, index) => line !== theirLines[index])
  return [valueShape(theirLines[at]), valueShape(ourLines[at])]
}

/** The kind of the first value that differs. */
function valueShape(line = ''): string {
  const value = line.replace(/^(?: |- )*(?:(?:'[^']*'|[\w.-]+):(?: |$))?/, '')
  const kind =
    [['an int', /^-?\d+$/] as const, ['a float', /^-?\d+[.e]/] as const].find(([, form]) => form.test(value))?.[0] ??
    (['', 'true', 'false', 'null', '[]', '{}'].includes(value) ? value : 'a text')
  return `a value: ${kind}`
}

export function phaseOf({ ours, theirs }: Outcomes): Phase {
  return [ours, theirs].some((outcome) => outcome.kind === 'errors' && outcome.codes.some((code) => code !== 'E3M38'))
    ? 'compile-time'
    : 'run-time'
}

function shape(outcome: Outcome): string {
  if (outcome.kind === 'value') return 'a value'
  if (outcome.kind === 'crash') return 'a crash'
  return `${outcome.codes.join(' ')}: ${messageShape(outcome.message)}`
}

/** A message without the names, literals and types of its program. */
function messageShape(message: string): string {
  return message
    .replaceAll(/(["'])(?:(?!\1).)*\1/g, '…')
    .replaceAll(/\b(?:any|int|float|str|bool|list|dict|function|None|Undefined\w*|Schema\w+)\b(?:\([^)]*\))?/g, 'T')
    .replaceAll(/\{[^{}]*:[^{}]*\}|\[(?:T(?: \| )?)+\]/g, 'T')
    .replaceAll(/\[(?:T(?: \| )?)+\]/g, 'T')
    .replaceAll(/T(?: \| T)+/g, 'T')
    .replaceAll(/-?\b\d[\w.]*/g, 'N')
}

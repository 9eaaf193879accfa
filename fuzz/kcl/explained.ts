/** Differences that are known and meant: each has its row in docs/kcl-differences.md. */
import type { Outcome } from './outcome.ts'

interface Explanation {
  /** What its row is about. */
  readonly row: string
  explains(ours: Outcome, theirs: Outcome): boolean
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    row: 'where a run-time error is that comes after an attribute without an evaluated default, or after a decorator',
    explains: (ours, theirs) =>
      ours.kind === 'errors' &&
      theirs.kind === 'errors' &&
      ours.message === theirs.message &&
      ours.detail !== undefined &&
      theirs.detail !== undefined &&
      (DECLARATION.test(placesOf(ours.detail).at(-1) ?? '') || DECORATOR.test(placesOf(theirs.detail).at(-1) ?? '')) &&
      withoutPlaces(ours.detail) === withoutPlaces(theirs.detail),
  },
]

/** The source line of a place that declares an attribute. */
const DECLARATION = /^\d+ \| +(?:"[^"]*"|[$\w]+)\??: /
const DECORATOR = /^\d+ \| *@/
const SOURCE = /^ *\d+ \| .*$/gm

function placesOf(detail: string): readonly string[] {
  return [...detail.matchAll(SOURCE)].map(([line]) => line.trim())
}

function withoutPlaces(detail: string): string {
  return detail
    .replaceAll(/^ *--> .*$/gm, '')
    .replaceAll(SOURCE, '')
    .replaceAll(/^ +\|/gm, '|')
}

/** The row that explains a difference. */
export function explanationOf(ours: Outcome, theirs: Outcome): string | undefined {
  return EXPLANATIONS.find((one) => one.explains(ours, theirs))?.row
}

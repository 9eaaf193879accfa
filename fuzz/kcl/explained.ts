/** Differences that are known and meant: each has its row in docs/kcl-differences.md. */
import { blocksOf, statementsOf, type Statement } from './blocks.ts'
import type { Errors, Outcome } from './outcome.ts'

interface Explanation {
  /** What its row is about. */
  readonly row: string
  explains(ours: Outcome, theirs: Outcome, program: string): boolean
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    row: 'where a run-time error is that comes after an attribute without an evaluated default, or after a decorator',
    explains: (ours, theirs) =>
      ours.kind === 'errors' &&
      theirs.kind === 'errors' &&
      ours.message === theirs.message &&
      isElsewhere(ours, theirs),
  },
  {
    row: 'a text of more than 50 million characters',
    explains: (ours) => ours.kind === 'errors' && BOUND.test(ours.message),
  },
  {
    row: 'an instance that is read before the statement that makes it, in `instances()`',
    explains: (ours, theirs, program) => {
      const statements = statementsOf(program)
      return (
        statements.some((one, index) => one.makesInstance && isReadIn(statements.slice(0, index), one.name)) &&
        differOnlyIn(ours, theirs, (name) =>
          statements.some((one) => one.name === name && one.text.includes('.instances(')),
        )
      )
    },
  },
  {
    row: 'a value that two names hold, and a config or an entry that adds to one of them',
    explains: (ours, theirs, program) => {
      if (ADDED_TO_ITSELF.test(program) && lacksItemsOnly(ours, theirs)) return true
      const shared = sharedNames(program)
      if (shared.size === 0) return false
      if (ours.kind === 'errors' && theirs.kind === 'errors')
        return ours.message === theirs.message && isElsewhere(withoutValues(ours), withoutValues(theirs), true)
      return differOnlyIn(ours, theirs, (name) => shared.has(name))
    },
  },
  {
    row: 'a key of an instance in the body of a schema, which has an attribute of that name',
    explains: (ours, theirs, program) =>
      ours.kind === 'value' &&
      theirs.kind === 'value' &&
      isReadDeeper(program) &&
      keysOf(ours.text).join() === keysOf(theirs.text).join(),
  },
  {
    row: 'an `elif` that asks for the name that it sets, as an arm before it does, while that is read ahead',
    explains: (ours, theirs, program) =>
      ASKED_BY_ELIF.test(program) &&
      (ours.kind === 'errors' && theirs.kind === 'errors'
        ? ours.message === theirs.message && samePlaceless(ours, theirs)
        : ours.kind === 'value' && theirs.kind === 'value'),
  },
]

/** `x = …` in one arm, and behind it `elif … x …:` with `x = …` */
const ASKED_BY_ELIF = /^ +(\w+) = .*\n +elif .*(?<![\w.])\1(?!\w).*:\n +\1 = /m

/** Whether a config in a schema's body reads a key of the config around it. */
function isReadDeeper(program: string): boolean {
  return [...program.matchAll(/^( {8,})(\w+)(?: =|:) .*\n(?=((?:\1.*\n)*))/gm)].some(
    ([, indent = '', key = '', below = '']) =>
      new RegExp(`^${indent} +.*(?: =|:|\\+=|\\[|,) .*(?<![\\w.])${key}(?!\\w)`, 'm').test(below),
  )
}

function keysOf(yaml: string): readonly string[] {
  return yaml.split('\n').map((line) => /^[ -]*[^:]*:/.exec(line)?.[0] ?? '')
}

function samePlaceless(ours: Errors, theirs: Errors): boolean {
  return (
    ours.detail !== undefined &&
    theirs.detail !== undefined &&
    withoutPlaces(ours.detail) === withoutPlaces(theirs.detail)
  )
}

const BOUND = /^the result of '.*' would have more than \d+ characters$/

/** A list under a key that is added to itself. */
const ADDED_TO_ITSELF = /[\s{,]([a-z]\w*) \+= \1(?![\w.([])/

/** Whether the reference says the same as we without some items of lists. */
function lacksItemsOnly(ours: Outcome, theirs: Outcome): boolean {
  if (ours.kind !== 'value' || theirs.kind !== 'value') return false
  const left = theirs.text.split('\n')
  const lost = ours.text.split('\n').filter((line) => line !== left[0] || left.shift() === undefined)
  return left.length === 0 && lost.every((line) => /^ *- /.test(line))
}

/** Whether a statement has the name in it. */
function isReadIn(statements: readonly Statement[], name: string): boolean {
  const mention = new RegExp(`(?<![\\w.])${name}(?!\\w)`)
  return statements.some(({ text }) => mention.test(text))
}

/** Whether two results are the same but for the values of some names. */
function differOnlyIn(ours: Outcome, theirs: Outcome, isAmong: (name: string) => boolean): boolean {
  if (ours.kind !== 'value' || theirs.kind !== 'value') return false
  const [mine, other] = [blocksOf(ours.text), blocksOf(theirs.text)]
  return (
    [...mine.keys()].join() === [...other.keys()].join() &&
    [...mine].every(([name, text]) => other.get(name) === text || isAmong(name))
  )
}

/** The names that stand alone as the value of a key of which more is said elsewhere. */
function sharedNames(program: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [, key = '', name = ''] of program.matchAll(/^ +([a-z]\w*)(?: =|:) ([a-z_]\w*)(?:\.\w+)*$/gm))
    if ([...program.matchAll(new RegExp(`^ +${key}(?: =|:| \\+=) `, 'gm'))].length > 1) names.add(name)
  return names
}

/** Without the first of the values in conflict, which may have been added to. */
function withoutValues(errors: Errors): Errors {
  const { detail } = errors
  // What the checker says has none.
  return detail === undefined ? errors : { ...errors, detail: detail.replace(/(?<=between :\n)[^]*?(?=\nand\n)/, '') }
}

/** Whether two run-time errors differ in their places only, and what comes before them explains that. */
function isElsewhere(ours: Errors, theirs: Errors, orThere = false): boolean {
  if (!samePlaceless(ours, theirs)) return false
  const [mine = '', other = ''] = [ours.detail, theirs.detail]
  if (orThere && mine === other) return true
  return DECLARATION.test(placesOf(mine).at(-1) ?? '') || DECORATOR.test(placesOf(other).at(-1) ?? '')
}

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
export function explanationOf(ours: Outcome, theirs: Outcome, program: string): string | undefined {
  return EXPLANATIONS.find((one) => one.explains(ours, theirs, program))?.row
}

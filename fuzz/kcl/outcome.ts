/** What a run of a program comes to, in a form in which two compilers can be compared. */
import type { ReferenceAnswer } from './reference.ts'
import { inOneOrder } from './unions.ts'

export type Outcome =
  | { readonly kind: 'value'; readonly text: string }
  | Errors
  | { readonly kind: 'crash'; readonly why: string }

export interface Errors {
  readonly kind: 'errors'
  /** The kinds of the diagnostics, each once, sorted. */
  readonly codes: readonly string[]
  /** Of a run-time error. */
  readonly message: string
  /** What the checker says, one diagnostic each as it is printed. */
  readonly said: readonly string[]
  /** Of a run-time error, all that is said below its head: places, lines, labels. */
  readonly detail?: string
  /** Required attributes are missing beside or instead of that: said at compile time by the released reference only. */
  readonly lacksAttributes?: boolean
}

/** What a panic of its own says, caught on its way out. */
const PANICS = [
  /^called `(?:Option|Result)::unwrap\(\)` on an? /,
  /is not a char boundary; it is inside /,
  /^capacity overflow$/,
  /^RefCell already /,
  /^(?:removal|insertion) index \(is \d+\) should be </,
]

export function referenceOutcome(answer: ReferenceAnswer): Outcome {
  if (answer.kind === 'lost') return { kind: 'crash', why: answer.why }
  if (answer.error === '') return { kind: 'value', text: answer.yaml.trim() }
  const text = withoutColor(answer.error)
  const blocks = text.split(/^(?=error\[)/m).filter((block) => block.startsWith('error['))
  const others = blocks.filter((block) => !isMissing(block))
  const message = lastMessage(others.at(-1) ?? text)
  // A run-time error comes without a code.
  if (blocks.length === 0) {
    if (PANICS.some((panic) => panic.test(message))) return { kind: 'crash', why: message }
    return { kind: 'errors', codes: ['E3M38'], message, said: [], detail: detailOf(text) }
  }
  const codes = codesOf(others.join(''))
  return { kind: 'errors', codes, message, said: saidIn(text), lacksAttributes: others.length < blocks.length }
}

/** Without what happens at run time, and what only the released reference says before that. */
export function saidIn(text: string): readonly string[] {
  return text
    .split(/^(?=(?:error|warning)(?:\[|:))/m)
    .filter((block) => block.startsWith('error[') && !block.startsWith('error[E3M38]') && !isMissing(block))
    .map((block) => withoutLayout(inOneOrder(block)))
}

/** Without the lines that are empty, and what is at the end of others. */
function withoutLayout(block: string): string {
  return block
    .split('\n')
    .flatMap((line) => line.trimEnd() || [])
    .join('\n')
}

export function codesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/^error\[(\w+)\]/gm)].map((match) => match[1] ?? ''))].toSorted()
}

// oxlint-disable-next-line no-control-regex
export const withoutColor = (text: string): string => text.replaceAll(/\u001B\[[0-9;]*m/g, '')

/** The text of the last label, which is where a run-time error says what happened. */
export function lastMessage(text: string): string {
  return (
    text
      .split('\n')
      .flatMap((line) => /^ +\|\s+\^? *(\S.*)$/.exec(line)?.[1]?.trim() ?? [])
      .at(-1) ?? ''
  )
}

export function sameOutcome(left: Outcome, right: Outcome): boolean {
  if (left.kind === 'value' && right.kind === 'value') return left.text === right.text
  // What lacks an attribute may never be made, which the released reference does not ask at compile time.
  if (onlyLacksAttributes(right)) return left.kind === 'value' || (left.kind === 'errors' && left.said.length === 0)
  if (left.kind !== 'errors' || right.kind !== 'errors') return false
  // What follows a syntax error is guesswork of either parser's recovery.
  if (left.said.some(isSyntaxError) && right.said.some(isSyntaxError)) return true
  // The released reference sees a missing attribute at compile time, the goldens' reference when it runs.
  if (isMissing(left.message) && isMissing(right.message)) return true
  if (left.said.join('\n') !== right.said.join('\n')) return false
  return left.codes.join() !== 'E3M38' || (left.message === right.message && left.detail === right.detail)
}

/** Whether all that is known is that required attributes are missing: how the program runs was never asked. */
export function onlyLacksAttributes(outcome: Outcome): boolean {
  return outcome.kind === 'errors' && outcome.lacksAttributes === true && outcome.codes.length === 0
}

function isSyntaxError(diagnostic: string): boolean {
  return diagnostic.startsWith('error[E1001]: InvalidSyntax')
}

/** What follows the head of an error, without its layout. */
export function detailOf(text: string): string {
  const [, ...lines] = text.split('\n').flatMap((line) => line.trimEnd() || [])
  // Where library functions are in its memory.
  return lines.join('\n').replaceAll(/\b1[34]\d{13}\b/g, '0')
}

export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'value':
      return outcome.text
    case 'errors':
      return `${outcome.codes.join(' ')}: ${outcome.message}${outcome.detail === undefined ? '' : `\n${outcome.detail}`}`
    case 'crash':
      return `CRASH ${outcome.why}`
  }
}

function isMissing(text: string): boolean {
  return text
    .trimEnd()
    .replace(/[\s|]+$/, '')
    .endsWith("is required and can't be None or Undefined")
}

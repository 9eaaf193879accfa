/**
 * One finding about something a person wrote. Codes come from registries (`defineCodes`), so that a wrong code or a
 * missing parameter does not compile.
 */
export type Severity = 'error' | 'warning' | 'note'

/** A range in a text. Lines and columns are 1-based; columns count Unicode code points; the end is exclusive. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** A change of the text that would remove what a label is about. */
export interface Fix {
  readonly description: string
  readonly at: Span
  readonly text: string
}

/** One labelled place of a diagnostic; each is rendered as a block of its own. */
export interface Label {
  readonly at: Span
  readonly message: string
  /** Only the line is certain, and `at` is what stands on it: the reference's format shows no column. */
  readonly lineOnly?: boolean
  readonly notes?: readonly string[]
  readonly suggestions?: readonly string[]
  /** Alternatives, the likeliest first. */
  readonly fixes?: readonly Fix[]
}

export interface Diagnostic {
  /** A stable code, such as `E2G22` or `KUS-0103`. */
  readonly code: string
  /** The kind's name, such as `TypeError`. */
  readonly title: string
  readonly severity: Severity
  /** The sentence that matters; for diagnostics with labels it is the first label's message. */
  readonly message: string
  /** In rendering order; the first is the primary place. Empty where no text is to blame. */
  readonly labels: readonly Label[]
  readonly notes: readonly string[]
  /** What to do next, as sentences. */
  readonly suggestions: readonly string[]
}

/** A station's product together with what it has to say; the value is present even when it is broken. */
export interface Checked<T> {
  readonly value: T
  readonly diagnostics: readonly Diagnostic[]
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}

/** For invariants of ours: a failure here is our bug, never the user's. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function invariant(condition: unknown, claim: string): asserts condition {
  if (!condition) throw new InvariantError(`broken invariant: ${claim}`)
}

/** Makes switches over unions exhaustive. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value: ${JSON.stringify(value)}`)
}

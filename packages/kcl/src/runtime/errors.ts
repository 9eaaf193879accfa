/** How evaluation stops: with one run-time error, converted to a diagnostic where evaluation was started. */

/** Where the generated code is: file index and line in one number, so that one write tells it. */
export const LINE_BITS = 2 ** 21

export interface ErrorPlace {
  readonly position: number
  /** A place with a column; otherwise only the line is known. */
  readonly offset?: number
  /** The line stands for what is somewhere on it. */
  readonly isLine?: boolean
  readonly message: string
}

/** Control flow inside of evaluation only. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError'
  /** Blocks of the diagnostic; without any, the message at the last visited line. */
  readonly places: readonly ErrorPlace[]
  position: number | undefined
  constructor(message: string, places: readonly ErrorPlace[] = []) {
    super(message)
    this.places = places
  }
}

export function fail(message: string): never {
  throw new EvaluationError(message)
}

/** What a bound of the machine itself means for the program. */
export function boundOf(error: RangeError): string {
  return /call stack/i.test(error.message) ? 'the recursion is too deep' : 'a value of the program is too large'
}

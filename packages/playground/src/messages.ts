/** What the page and its worker say to each other. */
export type OutputFormat = 'yaml' | 'json'

export type Task =
  | { readonly kind: 'run'; readonly text: string; readonly format: OutputFormat }
  | { readonly kind: 'format'; readonly text: string }

/** A place in the program; lines and columns count from 1. */
export interface Problem {
  readonly severity: 'error' | 'info'
  readonly message: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** Only the line is known. */
  readonly isWholeLine: boolean
}

export type Answer =
  | { readonly kind: 'ran'; readonly ok: boolean; readonly text: string; readonly problems: readonly Problem[] }
  /** Undefined: what does not parse cannot be laid out. */
  | { readonly kind: 'formatted'; readonly text: string | undefined }

export interface Request {
  readonly id: number
  readonly task: Task
}

export interface Response {
  readonly id: number
  readonly answer: Answer
}

/** The tokens of YAML and what is wrong with a text that has others. */
import { fail } from '../../runtime/errors.ts'

export interface Mark {
  /** From the start, in UTF-16 units. */
  readonly at: number
  readonly line: number
  readonly column: number
}

export type ScalarStyle = 'plain' | 'quoted' | 'block'

export type Token = { readonly start: Mark; readonly end: Mark } & (
  | {
      readonly kind:
        | 'stream-end'
        | 'document-start'
        | 'document-end'
        | 'block-sequence-start'
        | 'block-mapping-start'
        | 'block-end'
        | 'flow-sequence-start'
        | 'flow-sequence-end'
        | 'flow-mapping-start'
        | 'flow-mapping-end'
        | 'block-entry'
        | 'flow-entry'
        | 'key'
        | 'value'
    }
  | { readonly kind: 'version'; readonly major: number; readonly minor: number }
  | { readonly kind: 'tag-directive'; readonly handle: string; readonly prefix: string }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly handle: string; readonly suffix: string }
  | { readonly kind: 'scalar'; readonly value: string; readonly style: ScalarStyle }
)

function place({ line, column }: Mark): string {
  return line === 0 && column === 0 ? '' : ` at line ${line + 1} column ${column + 1}`
}

/** The start of the text is no place that is told. */
export function refuse(problem: string, at: Mark, context?: string, since?: Mark): never {
  const isElsewhere = since !== undefined && (since.line !== at.line || since.column !== at.column)
  return fail(`${problem}${place(at)}${context === undefined ? '' : `, ${context}${isElsewhere ? place(since) : ''}`}`)
}

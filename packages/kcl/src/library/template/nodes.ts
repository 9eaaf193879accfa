/** What a template is made of. */

/** `a.b`, `../c`, `@index`, `@../key`, `@root.d`. */
export interface Path {
  readonly kind: 'path'
  /** How many `../` it starts with. */
  readonly up: number
  readonly isLocal: boolean
  readonly isRoot: boolean
  readonly names: readonly string[]
}

export type Data = null | boolean | number | DecimalNumber | string | readonly Data[] | ReadonlyMap<string, Data>

/** A number with its text, which tells `1` from `1.0`. */
export interface DecimalNumber {
  readonly text: string
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: Data
}

export type Parameter = Path | Literal | Call

export interface Call {
  readonly kind: 'call'
  readonly name: string
  /** What the name is where no helper has it. */
  readonly path: Path | undefined
  readonly parameters: readonly Parameter[]
  readonly hash: ReadonlyMap<string, Parameter>
}

export interface Place {
  readonly line: number
  readonly column: number
}

export type Node =
  | { readonly kind: 'text'; text: string }
  | ({ readonly kind: 'value'; readonly call: Call; readonly isEscaped: boolean } & Place)
  | ({
      readonly kind: 'block'
      readonly call: Call
      readonly blockParameters: readonly string[]
      readonly body: readonly Node[]
      readonly inverse: readonly Node[] | undefined
    } & Place)
  | ({ readonly kind: 'partial'; readonly call: Call; readonly body: readonly Node[] | undefined } & Place)
  | ({ readonly kind: 'decorator'; readonly call: Call; readonly body: readonly Node[] } & Place)

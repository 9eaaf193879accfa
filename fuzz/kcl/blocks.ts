/** Programs and their results taken apart by the names at their top. */

export interface Statement {
  readonly name: string
  readonly text: string
  /** Whether it sets the name to what makes an instance. */
  readonly makesInstance: boolean
}

/** The statements of a program that set a global, each with all its lines. */
export function statementsOf(program: string): readonly Statement[] {
  return program.split(/^(?=\S)/m).flatMap((text): readonly Statement[] => {
    const [, name, value = ''] = /^([a-z_]\w*)(?:: [^=\n]*)? = ([^]*)/.exec(text) ?? []
    return name === undefined
      ? []
      : [{ name, text, makesInstance: /\b[A-Z]\w*(?:\([^\n]*\))? ?[{(]|\b[A-Z]\w* *$/m.test(value) }]
  })
}

/** What each global of a result is, as YAML says it. */
export function blocksOf(yaml: string): ReadonlyMap<string, string> {
  return new Map(yaml.split(/^(?=[^\s-])/m).map((text) => [/^'?([^:']*)/.exec(text)?.[1] ?? '', text.trimEnd()]))
}

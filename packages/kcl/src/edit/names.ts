/** How the step of a path is spelled where it becomes a key or a variable. */
import { isIdentifier } from '../syntax/identifiers.ts'
import { KEYWORDS } from '../syntax/tokens.ts'

/** Keywords that are names before `=` and `:`. */
const SOFT: ReadonlySet<string> = new Set(['type', 'rule', 'schema', 'protocol', 'map', 'filter', 'all'])

export function keyText(name: string, quote: '"' | "'" = '"'): string {
  const isPlain = isIdentifier(name) && (!KEYWORDS.has(name) || SOFT.has(name))
  return isPlain ? name : quoted(name, quote)
}

export function quoted(name: string, quote: '"' | "'"): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('${', '\\${')
  return `${quote}${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}${quote}`
}

/** Undefined where there can be no variable of that name. */
export function variableText(name: string): string | undefined {
  const bare = name.startsWith('$') ? name.slice(1) : name
  if (!isIdentifier(bare)) return undefined
  return KEYWORDS.has(bare) ? `$${bare}` : bare
}

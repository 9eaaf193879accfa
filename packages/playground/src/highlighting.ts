/** Colours for KCL: words and literals, line by line. What a name means is the compiler's business. */
import { StreamLanguage, type StreamParser } from '@codemirror/language'

const KEYWORDS = new Set(
  'import as schema mixin protocol rule check assert if elif else for lambda all any map filter in not and or is type'.split(
    ' ',
  ),
)
const ATOMS = new Set(['True', 'False', 'None', 'Undefined'])
const TYPES = new Set(['str', 'int', 'float', 'bool'])

interface State {
  /** The quotes that end the string at hand; undefined outside of strings. */
  quotes: string | undefined
  isRaw: boolean
}

const parser: StreamParser<State> = {
  name: 'kcl',
  startState: () => ({ quotes: undefined, isRaw: false }),
  token(stream, state) {
    if (state.quotes !== undefined) return string(stream, state, state.quotes)
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    const opening = stream.match(/^([rR]?)("""|'''|"|')/)
    if (Array.isArray(opening)) {
      state.quotes = opening[2]
      state.isRaw = opening[1] !== ''
      return 'string'
    }
    if (
      stream.match(
        /^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(?:[numkKMGTP]i?\b)?/,
      )
    )
      return 'number'
    if (stream.match(/^@[\w.]+/)) return 'meta'
    const word = stream.match(/^[\p{L}_$][\p{L}\p{N}_]*/u)
    if (Array.isArray(word)) {
      const [name = ''] = word
      if (KEYWORDS.has(name)) return 'keyword'
      if (ATOMS.has(name)) return 'bool'
      return TYPES.has(name) || /^[A-Z]/.test(name) ? 'typeName' : 'variableName'
    }
    stream.next()
    return null
  },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"', "'"] } },
}

function string(stream: Parameters<StreamParser<State>['token']>[0], state: State, quotes: string): string {
  while (!stream.eol()) {
    if (!state.isRaw && stream.match(/^\\./)) continue
    if (stream.match(quotes)) {
      state.quotes = undefined
      return 'string'
    }
    stream.next()
  }
  // Only strings in three quotes go on in the next line.
  if (quotes.length === 1) state.quotes = undefined
  return 'string'
}

export const kclLanguage = StreamLanguage.define(parser)

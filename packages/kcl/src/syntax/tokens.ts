/** The words of the language, as the lexer gives them and the parser reads them. */
export type TokenKind =
  | 'identifier'
  | 'keyword'
  | 'number'
  | 'string'
  | 'operator'
  | 'newline'
  | 'indent'
  | 'dedent'
  | 'end'
  /** A line whose indentation is no level of its block: `text` says what is wrong. Brackets do not care. */
  | 'misaligned'
  | 'unknown'
  | 'comment'
  | 'space'

/** The texts of all tokens, joined, are the source: comments and white space are tokens too. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  /** As written; an identifier is without its leading `$`. Empty for newline, indent, dedent, end, comment and space. */
  readonly text: string
}

export const KEYWORDS: ReadonlySet<string> = new Set([
  'as',
  'import',
  'rule',
  'schema',
  'mixin',
  'protocol',
  'check',
  'for',
  'assert',
  'if',
  'elif',
  'else',
  'or',
  'and',
  'not',
  'in',
  'is',
  'lambda',
  'all',
  'any',
  'filter',
  'map',
  'type',
  'True',
  'False',
  'None',
  'Undefined',
])

/** Longest first. */
export const OPERATORS: readonly string[] = [
  '**=',
  '//=',
  '<<=',
  '>>=',
  '...',
  '**',
  '//',
  '<<',
  '>>',
  '==',
  '!=',
  '<=',
  '>=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '->',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '~',
  '<',
  '>',
  '=',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '.',
  '?',
  '@',
  ';',
  '!',
  '$',
]

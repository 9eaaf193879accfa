/**
 * The tokens of a text in plain numbers, three for each: where it begins, where it ends, and what it is. As objects,
 * most of which are looked at once, they would be as much as the tree that is made of them; one is made where the
 * parser asks for it.
 */
import { KEYWORDS, OPERATORS, type Token, type TokenKind } from './tokens.ts'

/** A word of the language, and the number that stands for it. */
export interface Word {
  readonly text: string
  readonly code: number
}

const KINDS = [
  'identifier',
  'number',
  'string',
  'newline',
  'indent',
  'dedent',
  'end',
  'misaligned',
  'unknown',
  'comment',
  'space',
] as const satisfies readonly TokenKind[]
type PlainKind = (typeof KINDS)[number]

/** What stands for the kinds that are not words. */
export const CODES = Object.fromEntries(KINDS.map((kind, code) => [kind, code])) as Readonly<Record<PlainKind, number>>

const FIRST_KEYWORD = KINDS.length
const FIRST_OPERATOR = FIRST_KEYWORD + KEYWORDS.size
/** By codes. */
const WORDS: readonly string[] = [...KINDS.map(() => ''), ...KEYWORDS, ...OPERATORS]
const KIND_OF: readonly TokenKind[] = WORDS.map(
  (_, code) => KINDS[code] ?? (code < FIRST_OPERATOR ? 'keyword' : 'operator'),
)

export function codeOfWord(text: string): number {
  return WORDS.lastIndexOf(text)
}

const MOST_RECENT = 1024
/** A place for so many characters: more would cost a small file more to make than they save. */
const CHARACTERS_FOR_ONE = 32

/** Equal names are one string, mostly, which is quick to compare and to look up. A table of all of them would cost more. */
class RecentNames {
  readonly #names: (string | undefined)[]

  constructor(characters: number) {
    const length = Math.min(MOST_RECENT, 1 + Math.floor(characters / CHARACTERS_FOR_ONE))
    this.#names = Array.from<undefined>({ length })
  }

  shared(name: string): string {
    const last = name.length - 1
    const middle = name.charCodeAt(last >> 1)
    const place = (name.charCodeAt(0) * 7 + middle * 31 + name.charCodeAt(last) * 131 + last) % this.#names.length
    const known = this.#names[place]
    if (known === name) return known
    this.#names[place] = name
    return name
  }
}

/** A power of two. So many tokens are remembered as objects: the parser looks at the one where it stands and a few after it. */
const REMEMBERED = 4
/** Dense texts have less. */
const CHARACTERS_OF_TOKEN = 3

export class TokenList {
  readonly #source: string
  readonly #names: RecentNames
  #numbers: Int32Array
  #length = 0
  /** Texts of tokens that are not what is written, by their places: few have one. */
  #texts: Map<number, string> | undefined
  readonly #places: number[] = [-1, -1, -1, -1]
  readonly #tokens: (Token | undefined)[] = [undefined, undefined, undefined, undefined]

  constructor(source: string) {
    this.#source = source
    this.#names = new RecentNames(source.length)
    this.#numbers = new Int32Array(3 * (REMEMBERED + Math.ceil(source.length / CHARACTERS_OF_TOKEN)))
  }

  get length(): number {
    return this.#length
  }

  add(code: number, start: number, end: number): void {
    const at = this.#length++ * 3
    if (at === this.#numbers.length) this.#grow()
    const numbers = this.#numbers
    numbers[at] = start
    numbers[at + 1] = end
    numbers[at + 2] = code
  }

  addWithText(code: number, start: number, end: number, text: string): void {
    this.#texts ??= new Map()
    this.#texts.set(this.#length, text)
    this.add(code, start, end)
  }

  #grow(): void {
    const numbers = new Int32Array(this.#numbers.length * 2)
    numbers.set(this.#numbers)
    this.#numbers = numbers
  }

  /** Forgets what was added since there were so many: tokens within a string, once they are read. */
  cut(length: number): void {
    for (let at = length; at < this.#length; at++) this.#texts?.delete(at)
    this.#length = length
    this.#places.fill(-1)
  }

  start(at: number): number {
    return this.#numbers[at * 3] as number
  }

  end(at: number): number {
    return this.#numbers[at * 3 + 1] as number
  }

  kind(at: number): TokenKind {
    return KIND_OF[this.#numbers[at * 3 + 2] as number] as TokenKind
  }

  /** The text of a keyword or an operator; empty for all others. */
  word(at: number): string {
    return WORDS[this.#numbers[at * 3 + 2] as number] as string
  }

  at(at: number): Token {
    const place = at & (REMEMBERED - 1)
    if (this.#places[place] === at) return this.#tokens[place] as Token
    const token: Token = { kind: this.kind(at), start: this.start(at), end: this.end(at), text: this.text(at) }
    this.#places[place] = at
    this.#tokens[place] = token
    return token
  }

  text(at: number): string {
    const code = this.#numbers[at * 3 + 2] as number
    if (code >= FIRST_KEYWORD) return WORDS[code] as string
    const given = this.#texts?.get(at)
    if (given !== undefined) return given
    const start = this.start(at)
    if (code === CODES.number) return this.#source.slice(start, this.end(at))
    if (code !== CODES.identifier) return ''
    const isEscaped = this.#source.charCodeAt(start) === DOLLAR
    return this.#names.shared(this.#source.slice(isEscaped ? start + 1 : start, this.end(at)))
  }
}

const DOLLAR = 36

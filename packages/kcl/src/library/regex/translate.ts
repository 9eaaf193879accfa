/** The reference's regular expressions in JavaScript's notation. */
import { character, ClassReader, classOf, propertyClass, readEscape } from './characters.ts'
import { refuse, refusePart } from './errors.ts'

export interface Translated {
  readonly expression: RegExp
  /** Where the groups of the source are among those of the expression; the first is the whole match. */
  readonly groups: readonly number[]
  readonly names: ReadonlyMap<string, number>
}

interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
  readonly U: boolean
}

/** A piece of the result; `size`: how many characters it takes, where it is always as many. */
interface Piece {
  readonly js: string
  readonly size: number | undefined
  readonly canRepeat: boolean
  /** The sizes of its branches, where it is nothing but several. */
  readonly branches?: readonly (number | undefined)[]
}

const EMPTY: Piece = { js: '(?:)', size: 0, canRepeat: false }
const MAXIMUM_DEPTH = 64
const START = '^'
const END = '$'

class Translator {
  readonly #source: string
  readonly #isAscii: boolean
  #at = 0
  #flags: Flags = { i: false, m: false, s: false, x: false, U: false }
  #groups = 0
  readonly groups: number[] = [0]
  readonly names = new Map<string, number>()
  /** Whether the expression as a whole ignores case. */
  readonly ignoresCase: boolean

  constructor(source: string, isAscii: boolean) {
    this.#source = source
    this.#isAscii = isAscii
    this.ignoresCase = /^\(\?[a-zA-Z]*i[a-zA-Z]*\)/.test(source)
  }

  translate(): string {
    const { js } = this.#alternatives(0)
    if (this.#at < this.#source.length) refuse('ParseError')
    return this.#numbered(
      js.replaceAll(/\0(\d+)\0/g, (_, number: string) => {
        const group = this.groups[Number(number)]
        return group === undefined || group === 0 ? refuse('InvalidBackref') : `\\k<g${group}>`
      }),
    )
  }

  /** Groups are numbered by where they open, which is known at the end only. */
  #numbered(js: string): string {
    const places = new Map<string, number>()
    for (const [, name = ''] of js.matchAll(/\(\?<g(\d+)>/g)) places.set(name, places.size + 1)
    for (const [index, group] of this.groups.entries()) this.groups[index] = places.get(String(group)) ?? 0
    return js
      .replaceAll(/\(\?<g\d+>/g, '(')
      .replaceAll(/\\k<g(\d+)>/g, (_, name: string) => `\\${places.get(name)}(?:)`)
  }

  #alternatives(depth: number): Piece {
    const branches = [this.#branch(depth)]
    while (this.#source[this.#at] === '|') {
      this.#at++
      branches.push(this.#branch(depth))
    }
    const [first] = branches
    if (branches.length === 1 && first) return first
    const sizes = branches.map((branch) => branch.size)
    const size = sizes.every((one) => one === sizes[0]) ? sizes[0] : undefined
    return { js: `(?:${branches.map((branch) => branch.js).join('|')})`, size, canRepeat: true, branches: sizes }
  }

  #branch(depth: number): Piece {
    const pieces: Piece[] = []
    for (;;) {
      this.#skip()
      const next = this.#source[this.#at]
      if (next === undefined || next === '|' || next === ')') break
      const piece = this.#piece(depth)
      if (piece !== EMPTY) pieces.push(piece)
    }
    const [first] = pieces
    if (!first) return EMPTY
    if (pieces.length === 1) return first
    let size: number | undefined = 0
    for (const piece of pieces) size = size === undefined || piece.size === undefined ? undefined : size + piece.size
    return { js: pieces.map((piece) => piece.js).join(''), size, canRepeat: true }
  }

  #piece(depth: number): Piece {
    const atom = this.#atom(depth)
    this.#skip()
    const start = this.#at
    const count = this.#count()
    if (!count) return atom
    if (!atom.canRepeat) return refuse('TargetNotRepeatable')
    const [lowest, highest] = count
    if (highest !== undefined && highest < lowest) {
      const why = 'invalid repetition count range, the start must be <= the end'
      return refusePart(this.#source, start, this.#at, why)
    }
    this.#skip()
    const isLazy = this.#take('?') !== this.#flags.U
    const times = highest === lowest ? `{${lowest}}` : `{${lowest},${highest ?? ''}}`
    const size = highest === lowest && atom.size !== undefined ? atom.size * lowest : undefined
    const isPossessive = this.#source[this.#at] === '+'
    const js = `(?:${atom.js})${times}${isLazy ? '?' : ''}`
    if (!isPossessive) return { js, size, canRepeat: true }
    this.#at++
    return { js: this.#atomic(js), size, canRepeat: true }
  }

  /** What is matched once is not tried in another way: what a look-ahead captured is matched again. */
  #atomic(js: string): string {
    const group = ++this.#groups
    return `(?=(?<g${group}>${js}))\\k<g${group}>`
  }

  #count(): readonly [number, number | undefined] | undefined {
    if (this.#take('?')) return [0, 1]
    if (this.#take('*')) return [0, undefined]
    if (this.#take('+')) return [1, undefined]
    const space = this.#flags.x ? String.raw`\s*` : ''
    const pattern = new RegExp(`^\\{${space}(\\d*)${space}(?:(,)${space}(\\d*)${space})?\\}`)
    const match = pattern.exec(this.#source.slice(this.#at, this.#at + 64))
    if (!match || (match[1] === '' && match[2] === undefined)) return undefined
    this.#at += match[0].length
    const lowest = Number(match[1])
    if (match[2] === undefined) return [lowest, lowest]
    return [lowest, match[3] === '' ? undefined : Number(match[3])]
  }

  #atom(depth: number): Piece {
    const point = this.#source.codePointAt(this.#at) ?? 0
    const text = String.fromCodePoint(point)
    switch (text) {
      case '.':
        this.#at++
        return { js: this.#flags.s ? '[^]' : String.raw`[^\n]`, size: 1, canRepeat: true }
      case '^':
        this.#at++
        return { js: this.#flags.m ? String.raw`(?:^|(?<=\n))` : START, size: 0, canRepeat: false }
      case '$':
        this.#at++
        return { js: this.#flags.m ? String.raw`(?:$|(?=\n))` : END, size: 0, canRepeat: false }
      case '(':
        return this.#group(depth + 1)
      case '[':
        return this.#class()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        return EMPTY
      default:
        this.#at += text.length
        return this.#sensitive(character(point), 1)
    }
  }

  /** What depends on whether case is told apart. */
  #sensitive(js: string, size: number | undefined): Piece {
    const isDifferent = this.#flags.i !== this.ignoresCase
    return { js: isDifferent ? `(?${this.#flags.i ? '' : '-'}i:${js})` : js, size, canRepeat: true }
  }

  #class(): Piece {
    const start = this.#at
    if (!isClosed(this.#source, start)) return refuse('InvalidClass')
    const { js, end } = new ClassReader(this.#source, start, this.#isAscii).read()
    this.#at = end
    return this.#sensitive(js, 1)
  }

  #escape(): Piece {
    const start = this.#at
    const escape = readEscape(this.#source, start)
    this.#at = escape.end
    switch (escape.kind) {
      case 'point':
        return this.#sensitive(character(escape.point), 1)
      case 'class':
        return { js: `[${classOf(escape.letter, this.#isAscii)}]`, size: 1, canRepeat: true }
      case 'property':
        return this.#sensitive(propertyClass(escape.name, escape.isNegated, this.#source, start, escape.end), 1)
      case 'anchor':
        return this.#anchor(escape.letter)
      case 'group':
        return this.#sensitive(`\0${escape.number}\0`, undefined)
      case 'name':
        return this.#reference('<', '>')
    }
  }

  #anchor(letter: string): Piece {
    if (letter === 'A') return { js: START, size: 0, canRepeat: true }
    if (letter === 'z') return { js: END, size: 0, canRepeat: true }
    const word = `[${classOf('w', this.#isAscii)}]`
    const js =
      letter === 'b'
        ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
        : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
    return { js, size: 0, canRepeat: true }
  }

  #name(open: string, close: string): string {
    const rest = this.#source.slice(this.#at)
    const name = rest.startsWith(open) ? (/^[\p{Alphabetic}\p{N}_]+/u.exec(rest.slice(open.length))?.[0] ?? '') : ''
    const end = open.length + name.length
    if (name === '' || !rest.startsWith(close, end)) return refuse('InvalidGroupName')
    this.#at += end + close.length
    return name
  }

  #reference(open: string, close: string): Piece {
    const name = this.#name(open, close)
    const group = this.names.get(name) ?? (/^\d+$/.test(name) ? Number(name) : undefined)
    if (group === undefined) return refuse(`InvalidGroupNameBackref(${JSON.stringify(name)})`)
    return this.#sensitive(`\0${group}\0`, undefined)
  }

  #group(depth: number): Piece {
    if (depth > MAXIMUM_DEPTH) return refuse('RecursionExceeded')
    this.#at++
    this.#skip()
    const rest = this.#source.slice(this.#at, this.#at + 3)
    const look = /^\?(?:<?[=!])/.exec(rest)?.[0]
    if (look !== undefined) return this.#look(look, depth)
    if (rest.startsWith('?P=')) {
      this.#at += 3
      const piece = this.#reference('', ')')
      return piece
    }
    if (rest.startsWith('?>')) {
      this.#at += 2
      const group = ++this.#groups
      const inner = this.#inside(depth)
      return { js: `(?=(?<g${group}>${inner.js}))\\k<g${group}>`, size: inner.size, canRepeat: true }
    }
    if (rest.startsWith('?<') || rest.startsWith('?P<')) {
      this.#at += rest.startsWith('?<') ? 1 : 2
      const name = this.#name('<', '>')
      this.names.set(name, this.groups.length)
      return this.#capture(depth)
    }
    return rest.startsWith('?') ? this.#flagged(depth) : this.#capture(depth)
  }

  #capture(depth: number): Piece {
    const group = ++this.#groups
    this.groups.push(group)
    const inner = this.#inside(depth)
    return { js: `(?<g${group}>${inner.js})`, size: inner.size, canRepeat: true }
  }

  #look(kind: string, depth: number): Piece {
    this.#at += kind.length
    const inner = this.#inside(depth)
    const isBehind = kind.includes('<')
    const sizes = inner.branches ?? [inner.size]
    if (isBehind && sizes.includes(undefined)) return refuse('LookBehindNotConst')
    return { js: `(${kind}${inner.js})`, size: 0, canRepeat: false }
  }

  #inside(depth: number): Piece {
    const inner = this.#alternatives(depth)
    if (!this.#take(')')) return refuse('UnclosedOpenParen')
    return inner
  }

  /** `(?i)`, up to the end of what it stands in, or `(?i:…)`. */
  #flagged(depth: number): Piece {
    const start = ++this.#at
    const before = this.#flags
    let isOn = true
    for (;;) {
      const letter = this.#source.charAt(this.#at)
      const unknown = (): never =>
        refuse(`UnknownFlag(${JSON.stringify(`(?${this.#source.slice(start, this.#at + 1)}`)})`)
      if (letter === '') return refuse('UnclosedOpenParen')
      if ('imsxU'.includes(letter)) this.#flags = { ...this.#flags, [letter]: isOn }
      else if (letter === 'u') {
        if (!isOn) refuse('NonUnicodeUnsupported')
      } else if (letter === '-') {
        if (!isOn) unknown()
        isOn = false
      } else if (letter === ')') {
        if (this.#source.slice(start, this.#at).replace('-', '') === '') unknown()
        this.#at++
        return EMPTY
      } else if (letter === ':') {
        this.#at++
        const inner = this.#inside(depth)
        this.#flags = before
        return inner.branches ? inner : { ...inner, js: `(?:${inner.js})` }
      } else unknown()
      this.#at++
    }
  }

  /** Comments, and with the flag x white space. */
  #skip(): void {
    for (;;) {
      if (this.#source.startsWith('(?#', this.#at)) {
        const close = this.#source.indexOf(')', this.#at)
        if (close < 0) refuse('UnclosedOpenParen')
        this.#at = close + 1
      } else if (this.#flags.x && /[ \n\r\t]/.test(this.#source.charAt(this.#at))) this.#at++
      else if (this.#flags.x && this.#source[this.#at] === '#') {
        const line = this.#source.indexOf('\n', this.#at)
        this.#at = line < 0 ? this.#source.length : line + 1
      } else return
    }
  }

  #take(text: string): boolean {
    if (this.#source[this.#at] !== text) return false
    this.#at++
    return true
  }
}

/** Whether the brackets of a class are closed, whatever stands in them. */
function isClosed(source: string, start: number): boolean {
  let at = start + 1
  if (source[at] === '^') at++
  if (source[at] === ']') at++
  for (let depth = 1; at < source.length; at++) {
    const next = source[at]
    if (next === '\\') {
      const escape = readEscape(source, at)
      if (
        escape.kind === 'group' ||
        escape.kind === 'name' ||
        (escape.kind === 'anchor' && /[Az]/.test(escape.letter))
      ) {
        refuse('InvalidClass')
      }
      at = escape.end - 1
    } else if (next === '[') depth++
    else if (next === ']' && --depth === 0) return true
  }
  return false
}

const ascii = new Map<string, Translated>()
const unicode = new Map<string, Translated>()
const MAXIMUM_CACHED = 1000

// oxlint-disable-next-line no-control-regex
const ONLY_ASCII = /^[\0-\x7f]*$/

/** The expression for a text: texts of ASCII only are matched with smaller tables. */
export function translateRegex(source: string, text: string): Translated {
  const isAscii = ONLY_ASCII.test(text)
  const cache = isAscii ? ascii : unicode
  let translated = cache.get(source)
  if (!translated) {
    const translator = new Translator(source, isAscii)
    const js = translator.translate()
    const expression = new RegExp(js, translator.ignoresCase ? 'vgi' : 'vg')
    translated = { expression, groups: translator.groups, names: translator.names }
    if (cache.size >= MAXIMUM_CACHED) cache.clear()
    cache.set(source, translated)
  }
  translated.expression.lastIndex = 0
  return translated
}

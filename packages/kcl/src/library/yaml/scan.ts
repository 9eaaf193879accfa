/** YAML as tokens. */
import { Characters, isBlank, isBlankOrEnd, isBreak, isWord } from './characters.ts'
import { blockScalar, plainScalar, quotedScalar } from './scalars.ts'
import { refuse, type Mark, type Token } from './tokens.ts'

interface SimpleKey {
  readonly isRequired: boolean
  readonly tokenNumber: number
  readonly mark: Mark
}

const LONGEST_KEY = 1024

export class Scanner {
  readonly #text: Characters
  readonly #tokens: Token[] = []
  #taken = 0
  #isDone = false
  #indentation = -1
  readonly #indentations: number[] = []
  #isKeyAllowed = true
  /** One for each level of flow collections, and one for the block around them. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined]

  constructor(source: string) {
    this.#text = new Characters(source)
  }

  peek(): Token {
    this.#fetchMore()
    return this.#tokens[0] as Token
  }

  take(): Token {
    const token = this.peek()
    this.#tokens.shift()
    this.#taken++
    return token
  }

  get #isFlow(): boolean {
    return this.#keys.length > 1
  }

  #fetchMore(): void {
    for (;;) {
      if (this.#tokens.length > 0 || this.#isDone) {
        this.#dropStaleKeys()
        if (this.#tokens.length > 0 && !this.#keys.some((key) => key?.tokenNumber === this.#taken)) return
      }
      this.#fetch()
    }
  }

  /** A key ends on its line, and is not endless. */
  #dropStaleKeys(): void {
    for (const [level, key] of this.#keys.entries()) {
      if (!key) continue
      if (key.mark.line >= this.#text.line && key.mark.at + LONGEST_KEY >= this.#text.at) continue
      if (key.isRequired) {
        refuse("could not find expected ':'", this.#text.mark(), 'while scanning a simple key', key.mark)
      }
      this.#keys[level] = undefined
    }
  }

  #fetch(): void {
    const text = this.#text
    this.#skipToToken()
    this.#dropStaleKeys()
    this.#unroll(text.column)
    const next = text.peek()
    if (next === '') return this.#streamEnd()
    if (text.column === 0 && next === '%') return this.#directive()
    if (text.isDocumentIndicator('---')) return this.#documentIndicator('document-start')
    if (text.isDocumentIndicator('...')) return this.#documentIndicator('document-end')
    switch (next) {
      case '[':
        return this.#flowStart('flow-sequence-start')
      case '{':
        return this.#flowStart('flow-mapping-start')
      case ']':
        return this.#flowEnd('flow-sequence-end')
      case '}':
        return this.#flowEnd('flow-mapping-end')
      case ',':
        return this.#flowEntry()
      case '*':
        return this.#anchor('alias')
      case '&':
        return this.#anchor('anchor')
      case '!':
        return this.#tag()
      case "'":
      case '"':
        return this.#quoted()
      default:
    }
    const isSpaced = isBlankOrEnd(text.peek(1))
    if (next === '-' && isSpaced) return this.#blockEntry()
    if (next === '?' && (this.#isFlow || isSpaced)) return this.#key()
    if (next === ':' && (this.#isFlow || isSpaced)) return this.#value()
    if ((next === '|' || next === '>') && !this.#isFlow) return this.#block()
    const isPlain =
      !/[ \t\r\n\0\u0085\u2028\u2029\-?:,[\]{}#&*!|>'"%@`]/.test(next) ||
      (next === '-' && !isBlank(text.peek(1))) ||
      (!this.#isFlow && (next === '?' || next === ':') && !isSpaced)
    if (isPlain) return this.#plain()
    const mark = text.mark()
    return refuse('found character that cannot start any token', mark, 'while scanning for the next token', mark)
  }

  #push(token: Token): void {
    this.#tokens.push(token)
  }

  #simple(
    kind: Exclude<Token['kind'], 'version' | 'tag-directive' | 'alias' | 'anchor' | 'tag' | 'scalar'>,
    length: number,
  ): void {
    const start = this.#text.mark()
    this.#text.skip(length)
    this.#push({ kind, start, end: this.#text.mark() })
  }

  #skipToToken(): void {
    const text = this.#text
    for (;;) {
      while (text.peek() === ' ' || ((this.#isFlow || !this.#isKeyAllowed) && text.peek() === '\t')) text.skip()
      if (text.peek() === '#') while (text.peek() !== '' && !isBreak(text.peek())) text.skip()
      if (!isBreak(text.peek())) return
      text.takeBreak()
      if (!this.#isFlow) this.#isKeyAllowed = true
    }
  }

  #saveKey(): void {
    const isRequired = !this.#isFlow && this.#indentation === this.#text.column
    if (!this.#isKeyAllowed) return
    this.#removeKey()
    this.#keys[this.#keys.length - 1] = {
      isRequired,
      tokenNumber: this.#taken + this.#tokens.length,
      mark: this.#text.mark(),
    }
  }

  #removeKey(): void {
    const key = this.#keys.at(-1)
    if (key?.isRequired === true) {
      refuse("could not find expected ':'", this.#text.mark(), 'while scanning a simple key', key.mark)
    }
    this.#keys[this.#keys.length - 1] = undefined
  }

  #roll(column: number, kind: 'block-sequence-start' | 'block-mapping-start', mark: Mark, before?: number): void {
    if (this.#isFlow || this.#indentation >= column) return
    this.#indentations.push(this.#indentation)
    this.#indentation = column
    const token: Token = { kind, start: mark, end: mark }
    if (before === undefined) this.#push(token)
    else this.#tokens.splice(before - this.#taken, 0, token)
  }

  #unroll(column: number): void {
    if (this.#isFlow) return
    while (this.#indentation > column) {
      const mark = this.#text.mark()
      this.#push({ kind: 'block-end', start: mark, end: mark })
      this.#indentation = this.#indentations.pop() ?? -1
    }
  }

  #streamEnd(): void {
    if (this.#text.column !== 0) {
      this.#text.column = 0
      this.#text.line++
    }
    this.#unroll(-1)
    this.#removeKey()
    this.#isKeyAllowed = false
    this.#simple('stream-end', 0)
    this.#isDone = true
  }

  #directive(): void {
    this.#unroll(-1)
    this.#removeKey()
    this.#isKeyAllowed = false
    const text = this.#text
    const start = text.mark()
    const context = 'while scanning a directive'
    text.skip()
    const from = text.at
    while (isWord(text.peek())) text.skip()
    const name = text.source.slice(from, text.at)
    if (name === '') refuse('could not find expected directive name', text.mark(), context, start)
    if (!isBlankOrEnd(text.peek())) refuse('found unexpected non-alphabetical character', text.mark(), context, start)
    if (name === 'YAML') this.#version(start)
    else if (name === 'TAG') this.#tagDirective(start)
    else refuse('found unknown directive name', text.mark(), context, start)
    while (isBlank(text.peek())) text.skip()
    if (text.peek() === '#') while (text.peek() !== '' && !isBreak(text.peek())) text.skip()
    if (text.peek() !== '' && !isBreak(text.peek())) {
      refuse('did not find expected comment or line break', text.mark(), context, start)
    }
    if (isBreak(text.peek())) text.takeBreak()
  }

  #version(start: Mark): void {
    const text = this.#text
    const context = 'while scanning a %YAML directive'
    while (isBlank(text.peek())) text.skip()
    const number = (): number => {
      const from = text.at
      while (/\d/.test(text.peek())) text.skip()
      if (text.at === from) refuse('did not find expected version number', text.mark(), context, start)
      if (text.at - from > 9) refuse('found extremely long version number', text.mark(), context, start)
      return Number(text.source.slice(from, text.at))
    }
    const major = number()
    if (text.peek() !== '.') refuse("did not find expected digit or '.' character", text.mark(), context, start)
    text.skip()
    this.#push({ kind: 'version', major, minor: number(), start, end: text.mark() })
  }

  #tagDirective(start: Mark): void {
    const text = this.#text
    const context = 'while scanning a %TAG directive'
    while (isBlank(text.peek())) text.skip()
    const handle = this.#tagHandle(true, start)
    if (!isBlank(text.peek())) refuse('did not find expected whitespace', text.mark(), context, start)
    while (isBlank(text.peek())) text.skip()
    const prefix = this.#tagUri('directive', start, '')
    if (!isBlankOrEnd(text.peek()))
      refuse('did not find expected whitespace or line break', text.mark(), context, start)
    this.#push({ kind: 'tag-directive', handle, prefix, start, end: text.mark() })
  }

  #documentIndicator(kind: 'document-start' | 'document-end'): void {
    this.#unroll(-1)
    this.#removeKey()
    this.#isKeyAllowed = false
    this.#simple(kind, 3)
  }

  #flowStart(kind: 'flow-sequence-start' | 'flow-mapping-start'): void {
    this.#saveKey()
    this.#keys.push(undefined)
    this.#isKeyAllowed = true
    this.#simple(kind, 1)
  }

  #flowEnd(kind: 'flow-sequence-end' | 'flow-mapping-end'): void {
    this.#removeKey()
    if (this.#isFlow) this.#keys.pop()
    this.#isKeyAllowed = false
    this.#simple(kind, 1)
  }

  #flowEntry(): void {
    this.#removeKey()
    this.#isKeyAllowed = true
    this.#simple('flow-entry', 1)
  }

  #blockEntry(): void {
    if (!this.#isFlow) {
      const mark = this.#text.mark()
      if (!this.#isKeyAllowed) refuse('block sequence entries are not allowed in this context', mark)
      this.#roll(mark.column, 'block-sequence-start', mark)
    }
    this.#removeKey()
    this.#isKeyAllowed = true
    this.#simple('block-entry', 1)
  }

  #key(): void {
    if (!this.#isFlow) {
      const mark = this.#text.mark()
      if (!this.#isKeyAllowed) refuse('mapping keys are not allowed in this context', mark)
      this.#roll(mark.column, 'block-mapping-start', mark)
    }
    this.#removeKey()
    this.#isKeyAllowed = !this.#isFlow
    this.#simple('key', 1)
  }

  #value(): void {
    const key = this.#keys.at(-1)
    if (key) {
      this.#tokens.splice(key.tokenNumber - this.#taken, 0, { kind: 'key', start: key.mark, end: key.mark })
      this.#roll(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber)
      this.#keys[this.#keys.length - 1] = undefined
      this.#isKeyAllowed = false
    } else {
      if (!this.#isFlow) {
        const mark = this.#text.mark()
        if (!this.#isKeyAllowed) refuse('mapping values are not allowed in this context', mark)
        this.#roll(mark.column, 'block-mapping-start', mark)
      }
      this.#isKeyAllowed = !this.#isFlow
    }
    this.#simple('value', 1)
  }

  #anchor(kind: 'alias' | 'anchor'): void {
    this.#saveKey()
    this.#isKeyAllowed = false
    const text = this.#text
    const start = text.mark()
    text.skip()
    const from = text.at
    while (isWord(text.peek())) text.skip()
    const name = text.source.slice(from, text.at)
    const next = text.peek()
    if (name === '' || !(isBlankOrEnd(next) || '?:,]}%@`'.includes(next))) {
      const context = `while scanning an ${kind}`
      refuse('did not find expected alphabetic or numeric character', text.mark(), context, start)
    }
    this.#push({ kind, name, start, end: text.mark() })
  }

  #tag(): void {
    this.#saveKey()
    this.#isKeyAllowed = false
    const text = this.#text
    const start = text.mark()
    const context = 'while scanning a tag'
    let handle: string
    let suffix: string
    if (text.peek(1) === '<') {
      text.skip(2)
      handle = ''
      suffix = this.#tagUri('verbatim', start, '')
      if (text.peek() !== '>') refuse("did not find the expected '>'", text.mark(), context, start)
      text.skip()
    } else {
      handle = this.#tagHandle(false, start)
      if (handle.length > 1 && handle.startsWith('!') && handle.endsWith('!'))
        suffix = this.#tagUri('shorthand', start, '')
      else {
        suffix = this.#tagUri('shorthand', start, handle)
        handle = '!'
        if (suffix === '') [handle, suffix] = ['', '!']
      }
    }
    if (!isBlankOrEnd(text.peek()) && !(this.#isFlow && text.peek() === ',')) {
      refuse('did not find expected whitespace or line break', text.mark(), context, start)
    }
    this.#push({ kind: 'tag', handle, suffix, start, end: text.mark() })
  }

  #tagHandle(isDirective: boolean, start: Mark): string {
    const text = this.#text
    const context = isDirective ? 'while scanning a tag directive' : 'while scanning a tag'
    if (text.peek() !== '!') refuse("did not find expected '!'", text.mark(), context, start)
    let handle = text.take()
    while (isWord(text.peek())) handle += text.take()
    if (text.peek() === '!') handle += text.take()
    else if (isDirective && handle !== '!') refuse("did not find expected '!'", text.mark(), context, start)
    return handle
  }

  #tagUri(form: 'directive' | 'verbatim' | 'shorthand', start: Mark, head: string): string {
    const text = this.#text
    const context = form === 'directive' ? 'while parsing a %TAG directive' : 'while parsing a tag'
    let uri = head.slice(1)
    let length = head.length
    const allowed = form !== 'shorthand' ? /[\w\-;/?:@&=+$.!~*'()%,[\]]/ : /[\w\-;/?:@&=+$.!~*'()%]/
    while (text.peek() !== '' && allowed.test(text.peek())) {
      if (text.peek() === '%') {
        const digits = /^(?:%[0-9a-fA-F]{2})+/.exec(text.source.slice(text.at, text.at + 12))?.[0]
        if (digits === undefined) refuse('did not find URI escaped octet', text.mark(), context, start)
        else {
          uri += decodeURIComponent(digits)
          text.skip(digits.length)
        }
      } else uri += text.take()
      length++
    }
    if (length === 0) refuse('did not find expected tag URI', text.mark(), context, start)
    return uri
  }

  #block(): void {
    this.#removeKey()
    this.#isKeyAllowed = true
    const start = this.#text.mark()
    const { value, end } = blockScalar(this.#text, this.#indentation)
    this.#push({ kind: 'scalar', value, style: 'block', start, end })
  }

  #quoted(): void {
    this.#saveKey()
    this.#isKeyAllowed = false
    const start = this.#text.mark()
    const { value, end } = quotedScalar(this.#text)
    this.#push({ kind: 'scalar', value, style: 'quoted', start, end })
  }

  #plain(): void {
    this.#saveKey()
    this.#isKeyAllowed = false
    const start = this.#text.mark()
    const { value, end, hasBreaks } = plainScalar(this.#text, this.#indentation + 1, this.#isFlow)
    if (hasBreaks) this.#isKeyAllowed = true
    this.#push({ kind: 'scalar', value, style: 'plain', start, end })
  }
}

/** Templates as nodes. */
import { fail } from '../../runtime/errors.ts'
import { quoted } from '../quoted.ts'
import type { Call, Data, Literal, Node, Parameter, Path, Place } from './nodes.ts'

const SYMBOL = String.raw`[\w\-\u0080-\u{10ffff}]`
const IDENTIFIER = new RegExp(`^${SYMBOL}(?:${SYMBOL}|/)*`, 'u')
const SEGMENT = new RegExp(`^(?:\\[([^\\]]+)\\]|(${SYMBOL}+))`, 'u')
const NAME_EXPECTED = 'expected identifier, subexpression, leading_tilde_to_omit_whitespace, or path_inline'
const AFTER_NAME = 'expected identifier, helper_parameter, or trailing_tilde_to_omit_whitespace'
const ELEMENT_EXPECTED =
  'expected escape, expression, html_expression, decorator_expression, partial_expression, invert_tag, invert_chain_tag, helper_block_start, helper_block_end, decorator_block_start, partial_block_start, raw_block_start, hbs_comment, or hbs_comment_compact'

type Closing =
  | {
      readonly kind: 'else'
      readonly call: Call | undefined
      readonly blockParameters: readonly string[]
      readonly place: Place
    }
  | { readonly kind: 'end'; readonly name: string; readonly at: number }

class Parser {
  readonly #source: string
  #at = 0
  /** Where the line starts on which a block may stand alone: the next text loses its rest of the line. */
  #trimsLine = false
  #trimsSpace = false

  constructor(source: string) {
    this.#source = source
  }

  template(): readonly Node[] {
    const { nodes, closing } = this.#nodes(undefined)
    if (closing) {
      const at = closing.kind === 'end' ? closing.at : this.#offsetOf(closing.place)
      const why =
        closing.kind === 'end' ? NAME_EXPECTED : 'unexpected invert_tag_item; expected leading_tilde_to_omit_whitespace'
      this.#wrong(`InvalidSyntax(${quoted(why)})`, at + 2)
    }
    return nodes
  }

  #offsetOf({ line, column }: Place): number {
    let at = 0
    for (let left = line - 1; left > 0; left--) at = this.#source.indexOf('\n', at) + 1
    return at + column - 1
  }

  /** Nodes up to the end or to what closes the block. */
  #nodes(block: string | undefined): { readonly nodes: Node[]; readonly closing: Closing | undefined } {
    const nodes: Node[] = []
    for (;;) {
      this.#text(nodes)
      if (this.#at >= this.#source.length) {
        if (block !== undefined) this.#wrong(`InvalidSyntax(${quoted(ELEMENT_EXPECTED)})`, this.#at)
        return { nodes, closing: undefined }
      }
      const closing = this.#tag(nodes)
      if (closing) return { nodes, closing }
    }
  }

  #text(nodes: Node[]): void {
    let text = ''
    for (;;) {
      const open = this.#source.indexOf('{{', this.#at)
      const end = open < 0 ? this.#source.length : open
      const piece = this.#source.slice(this.#at, end)
      const slashes = open < 0 ? 0 : (/\\*$/.exec(piece)?.[0].length ?? 0)
      this.#at = end
      if (slashes === 1) {
        // Escaped: the braces are text.
        const braces = this.#source.startsWith('{{{{', end) ? '{{{{' : '{{'
        text += piece.slice(0, -1) + braces
        this.#at = end + braces.length
        continue
      }
      text += slashes > 1 ? piece.slice(0, -1) : piece
      break
    }
    if (this.#trimsSpace) text = text.trimStart()
    else if (this.#trimsLine) text = text.replace(/^[ \t]*\r?\n/, '')
    this.#trimsLine = false
    this.#trimsSpace = false
    if (text !== '') nodes.push({ kind: 'text', text })
  }

  #place(at: number): Place {
    const before = this.#source.slice(0, at)
    const line = before.lastIndexOf('\n') + 1
    return { line: before.split('\n').length, column: Array.from(before.slice(line)).length + 1 }
  }

  #wrong(reason: string, at: number): never {
    const { line, column } = this.#place(at)
    const lines = this.#source.split('\n')
    let segment = ''
    for (let index = Math.max(0, line - 2); index < Math.min(lines.length, line + 1); index++) {
      const shown = lines[index] ?? ''
      segment += `${String(index).padStart(4)} | ${shown}\n`
      if (index !== line - 1) continue
      const rest = Array.from(shown).length - column
      segment += `     |${rest < 0 ? '-'.repeat(column - 1) : `${'-'.repeat(column)}^${'-'.repeat(Math.max(0, rest - 1))}`}\n`
    }
    const where = `line_no: Some(${line}), column_no: Some(${column}), segment: Some(${quoted(segment)})`
    return fail(
      `register template failed: TemplateError { reason: ${reason}, template_name: Some("template"), ${where} }`,
    )
  }

  #syntax(expected: string): never {
    return this.#wrong(`InvalidSyntax(${quoted(expected)})`, this.#at)
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#source.charAt(this.#at))) this.#at++
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    const match = pattern.exec(this.#source.slice(this.#at))
    if (match) this.#at += match[0].length
    return match ?? undefined
  }

  /** The space before a tag, where the tag wants it away. */
  #tilde(nodes: Node[]): void {
    this.#space()
    if (!this.#take('~')) return
    const last = nodes.at(-1)
    if (last?.kind === 'text') last.text = last.text.trimEnd()
  }

  #close(braces: string, expected: string): void {
    this.#space()
    if (this.#take('~')) this.#trimsSpace = true
    this.#space()
    if (!this.#take(braces)) this.#syntax(expected)
  }

  /** A tag that stands alone takes its line with it. */
  #standsAlone(nodes: Node[], start: number): void {
    if (!/^[ \t]*\r?\n/.test(this.#source.slice(this.#at))) return
    if (!/(?:^|\n)[ \t]*$/.test(this.#source.slice(0, start))) return
    const last = nodes.at(-1)
    if (last?.kind === 'text') last.text = last.text.replace(/[ \t]+$/, '')
    this.#trimsLine = true
  }

  #tag(nodes: Node[]): Closing | undefined {
    const start = this.#at
    const place = this.#place(start)
    if (this.#source.startsWith('{{{{', start)) return this.#rawBlock(nodes, place)
    if (this.#take('{{!--')) {
      const end = this.#source.indexOf('--}}', this.#at)
      if (end < 0) this.#syntax(NAME_EXPECTED)
      this.#at = end + 4
      this.#standsAlone(nodes, start)
      return undefined
    }
    if (this.#take('{{!')) {
      const end = this.#source.indexOf('}}', this.#at)
      if (end < 0) this.#syntax(NAME_EXPECTED)
      this.#at = end + 2
      this.#standsAlone(nodes, start)
      return undefined
    }
    if (this.#take('{{{')) {
      this.#tilde(nodes)
      nodes.push({ kind: 'value', call: this.#call(), isEscaped: false, ...place })
      this.#close('}}}', 'expected trailing_tilde_to_omit_whitespace')
      return undefined
    }
    this.#at += 2
    this.#tilde(nodes)
    if (this.#take('{')) {
      nodes.push({ kind: 'value', call: this.#call(), isEscaped: false, ...place })
      this.#space()
      if (!this.#take('}')) this.#syntax(AFTER_NAME)
      this.#close('}}', 'expected trailing_tilde_to_omit_whitespace')
      return undefined
    }
    if (this.#take('#*')) return this.#decoratorBlock(nodes, start, place)
    if (this.#take('#>')) return this.#partialBlock(nodes, start, place)
    if (this.#take('#')) return this.#block(nodes, start, place)
    if (this.#take('*')) {
      nodes.push({ kind: 'decorator', call: this.#helperCall(), body: [], ...place })
      this.#close('}}', AFTER_NAME)
      this.#standsAlone(nodes, start)
      return undefined
    }
    if (this.#take('>')) {
      nodes.push({ kind: 'partial', call: this.#partialCall(), body: undefined, ...place })
      this.#close('}}', AFTER_NAME)
      this.#standsAlone(nodes, start)
      return undefined
    }
    if (this.#take('/')) {
      this.#space()
      const name = this.#match(IDENTIFIER)?.[0] ?? this.#syntax(NAME_EXPECTED)
      this.#close('}}', 'expected trailing_tilde_to_omit_whitespace')
      this.#standsAlone(nodes, start)
      return { kind: 'end', name, at: start }
    }
    const inverse = this.#inverse(nodes, start, place)
    if (inverse) return inverse
    const isEscaped = !this.#take('&')
    const call = this.#call()
    nodes.push({ kind: 'value', call, isEscaped, ...place })
    this.#close('}}', call.name === '' ? 'expected trailing_tilde_to_omit_whitespace' : AFTER_NAME)
    return undefined
  }

  #inverse(nodes: Node[], start: number, place: Place): Closing | undefined {
    const match = /^(?:else(?![\w/.-])|\^)/.exec(this.#source.slice(this.#at))
    if (!match) return undefined
    this.#at += match[0].length
    this.#space()
    let call: Call | undefined
    let blockParameters: readonly string[] = []
    if (!/^~?\s*\}\}/.test(this.#source.slice(this.#at))) {
      call = this.#helperCall()
      blockParameters = this.#blockParameters()
    }
    this.#close('}}', 'expected keywords')
    this.#standsAlone(nodes, start)
    return { kind: 'else', call, blockParameters, place }
  }

  #block(nodes: Node[], start: number, place: Place): undefined {
    this.#space()
    const call = this.#helperCall()
    const blockParameters = this.#blockParameters()
    this.#close('}}', AFTER_NAME)
    this.#standsAlone(nodes, start)
    const { body, inverse } = this.#bodies(call.name, call.name)
    nodes.push({ kind: 'block', call, blockParameters, body, inverse, ...place })
    return undefined
  }

  /** What stands up to the end of the block: `else if` is a block within the other one. */
  #bodies(name: string, closer: string): { readonly body: Node[]; readonly inverse: readonly Node[] | undefined } {
    const { nodes: body, closing } = this.#nodes(name)
    if (closing?.kind !== 'else') {
      this.#checkEnd(closing, closer)
      return { body, inverse: undefined }
    }
    if (!closing.call) {
      const rest = this.#nodes(name)
      if (rest.closing?.kind === 'else') {
        this.#at = this.#offsetOf(rest.closing.place) + 2
        this.#syntax('unexpected invert_tag_item; expected leading_tilde_to_omit_whitespace')
      }
      this.#checkEnd(rest.closing, closer)
      return { body, inverse: rest.nodes }
    }
    const { call, blockParameters, place } = closing
    const chained = this.#bodies(call.name, closer)
    return { body, inverse: [{ kind: 'block', call, blockParameters, ...chained, ...place }] }
  }

  #checkEnd(closing: Closing | undefined, name: string): void {
    if (closing?.kind !== 'end' || closing.name === name) return
    this.#wrong(`MismatchingClosedHelper(${quoted(name)}, ${quoted(closing.name)})`, closing.at)
  }

  #rawBlock(nodes: Node[], place: Place): undefined {
    this.#at += 4
    this.#tilde(nodes)
    this.#space()
    if (!IDENTIFIER.test(this.#source.slice(this.#at))) {
      this.#syntax('expected identifier or leading_tilde_to_omit_whitespace')
    }
    const call = this.#helperCall()
    this.#close('}}}}', AFTER_NAME)
    const end = this.#source.indexOf('{{{{/', this.#at)
    if (end < 0) {
      this.#at = this.#source.length
      this.#syntax('expected escape or raw_block_end')
    }
    const text = this.#source.slice(this.#at, end)
    this.#at = end + 5
    const name = this.#match(IDENTIFIER)?.[0] ?? ''
    this.#close('}}}}', AFTER_NAME)
    if (name !== call.name) this.#checkEnd({ kind: 'end', name, at: end }, call.name)
    nodes.push({
      kind: 'block',
      call,
      blockParameters: [],
      body: [{ kind: 'text', text }],
      inverse: undefined,
      ...place,
    })
    return undefined
  }

  #partialBlock(nodes: Node[], start: number, place: Place): undefined {
    const call = this.#partialCall()
    this.#close('}}', AFTER_NAME)
    this.#standsAlone(nodes, start)
    const { nodes: body, closing } = this.#nodes(call.name)
    this.#checkEnd(closing, call.name)
    nodes.push({ kind: 'partial', call, body, ...place })
    return undefined
  }

  #decoratorBlock(nodes: Node[], start: number, place: Place): undefined {
    this.#space()
    const call = this.#helperCall()
    this.#close('}}', AFTER_NAME)
    this.#standsAlone(nodes, start)
    const { nodes: body, closing } = this.#nodes(call.name)
    this.#checkEnd(closing, call.name)
    nodes.push({ kind: 'decorator', call, body, ...place })
    return undefined
  }

  #blockParameters(): readonly string[] {
    this.#space()
    const match = this.#match(/^as\s*\|([^|]*)\|/)
    return match ? (match[1] ?? '').trim().split(/\s+/).filter(Boolean) : []
  }

  /** A name that is a helper's or a path's, with what it is given. */
  #call(): Call {
    this.#space()
    if (this.#source[this.#at] === '(') return this.#subexpression()
    const start = this.#at
    if (!IDENTIFIER.test(this.#source.slice(start))) {
      const path = this.#path() ?? this.#syntax(NAME_EXPECTED)
      return { kind: 'call', name: '', path, parameters: [], hash: new Map() }
    }
    const name = this.#match(IDENTIFIER)?.[0] ?? ''
    const more = this.#parameters()
    if (more.parameters.length > 0 || more.hash.size > 0) return { kind: 'call', name, path: undefined, ...more }
    this.#at = start
    const path = this.#path() ?? this.#syntax(NAME_EXPECTED)
    const isName = path.names.length === 1 && path.up === 0 && !path.isLocal && !path.isRoot
    return { kind: 'call', name: isName ? name : '', path, parameters: [], hash: new Map() }
  }

  #helperCall(): Call {
    this.#space()
    const name = this.#match(IDENTIFIER)?.[0] ?? this.#syntax('expected identifier')
    return { kind: 'call', name, path: undefined, ...this.#parameters() }
  }

  #partialCall(): Call {
    this.#space()
    const match = this.#match(/^(?:[\w@./\-\u0080-\u{10ffff}]+|\[([^\]]+)\]|'([^']+)'|"([^"]+)")/u)
    if (!match) return this.#syntax('expected partial_identifier, subexpression, or path_inline')
    const name = match.slice(1).find((part) => part !== undefined) ?? match[0]
    return { kind: 'call', name, path: undefined, ...this.#parameters() }
  }

  #subexpression(): Call {
    this.#at++
    const call = this.#call()
    this.#space()
    if (!this.#take(')')) this.#syntax('expected helper_parameter')
    return call
  }

  #parameters(): { readonly parameters: readonly Parameter[]; readonly hash: ReadonlyMap<string, Parameter> } {
    const parameters: Parameter[] = []
    const hash = new Map<string, Parameter>()
    for (;;) {
      this.#space()
      if (/^(?:as\s*\|)/.test(this.#source.slice(this.#at))) break
      const key = /^([\w\-\u0080-\u{10ffff}]+)\s*=\s*/u.exec(this.#source.slice(this.#at))
      if (key) this.#at += key[0].length
      const parameter = this.#parameter()
      if (!parameter) break
      if (key) hash.set(key[1] ?? '', parameter)
      else parameters.push(parameter)
    }
    return { parameters, hash }
  }

  #parameter(): Parameter | undefined {
    if (this.#source[this.#at] === '(') return this.#subexpression()
    return this.#literal() ?? this.#path()
  }

  #literal(): Literal | undefined {
    if (this.#source[this.#at] === '[') return this.#array()
    const boundary = String.raw`(?![\w\-\u0080-\u{10ffff}])`
    const rest = this.#source.slice(this.#at)
    const number = new RegExp(`^-?\\d+\\.?\\d*(?:E-?\\d+)?${boundary}`, 'u').exec(rest)
    const word = new RegExp(`^(?:null|true|false)${boundary}`, 'u').exec(rest)
    const text = /^(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/s.exec(rest)
    const found = number ?? word ?? text
    if (!found) return undefined
    this.#at += found[0].length
    if (number) return { kind: 'literal', value: numberOf(number[0]) }
    if (word) return { kind: 'literal', value: word[0] === 'null' ? null : word[0] === 'true' }
    return { kind: 'literal', value: (text?.[1] ?? text?.[2] ?? '').replaceAll(/\\(.)/gs, '$1') }
  }

  /** `[1, 2]`; a name in brackets is none. */
  #array(): Literal | undefined {
    const start = this.#at++
    const items: Data[] = []
    for (this.#space(); !this.#take(']'); this.#space()) {
      const item = this.#literal()
      if (!item) {
        this.#at = start
        return undefined
      }
      items.push(item.value)
      this.#space()
      this.#take(',')
    }
    return { kind: 'literal', value: items }
  }

  #path(): Path | undefined {
    const start = this.#at
    let up = 0
    let isLocal = false
    const names: string[] = []
    if (this.#take('@root')) return { kind: 'path', up, isLocal, isRoot: true, names: this.#segments(names) }
    if (this.#take('@')) isLocal = true
    while (this.#match(/^\.\.(?:\/|(?![\w./]))/)) up++
    if (this.#match(/^(?:this(?![\w-])|\.(?=\/))/u)) {
      if (this.#match(/^[./]/) === undefined) return { kind: 'path', up, isLocal, isRoot: false, names }
    } else if (up > 0 && !SEGMENT.test(this.#source.slice(this.#at))) {
      return { kind: 'path', up, isLocal, isRoot: false, names }
    }
    const first = this.#match(SEGMENT)
    if (!first) {
      this.#at = start
      return undefined
    }
    names.push(first[1] ?? first[2] ?? '')
    return { kind: 'path', up, isLocal, isRoot: false, names: this.#segments(names) }
  }

  #segments(names: string[]): readonly string[] {
    while (this.#match(/^[./]/)) {
      const next = this.#match(SEGMENT)
      if (!next) this.#syntax('expected path_id')
      else names.push(next[1] ?? next[2] ?? '')
    }
    return names
  }
}

/** Whole numbers are numbers, others keep their text. */
export function numberOf(text: string): Data {
  return /^-?\d+$/.test(text)
    ? Number(text)
    : { text: String(Number(text)).includes('.') ? String(Number(text)) : `${Number(text)}.0` }
}

export function parseTemplate(source: string): readonly Node[] {
  return new Parser(source).template()
}

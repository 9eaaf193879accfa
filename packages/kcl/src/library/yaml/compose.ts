/** YAML as values: documents of a text, read as the reference reads them. */
import { EvaluationError, fail } from '../../runtime/errors.ts'
import { Dict, type Value } from '../../runtime/values.ts'
import { scalarValue, taggedScalar } from './resolve.ts'
import { Scanner } from './scan.ts'
import { refuse, type Mark, type Token } from './tokens.ts'

/** Aliases can describe more than a machine holds, and nest without end. */
const MAXIMUM_DEPTH = 128
const MOST_NODES = 1_000_000
const MOST_ALIASES_PER_EVENT = 100

/** A node as its parents and aliases need it. */
interface Node {
  readonly value: Value
  /** Of a scalar: what it is as a key. */
  readonly text: string | undefined
  readonly start: Mark
  /** Nodes, levels and aliases in it. */
  readonly size: number
  readonly depth: number
  readonly aliases: number
}

/** Adds up what is in a collection. */
class Content {
  size = 1
  depth = 0
  aliases = 0

  add(node: Node): Value {
    this.size += node.size
    this.aliases += node.aliases
    if (node.depth > this.depth) this.depth = node.depth
    return node.value
  }
}

type Properties = { readonly anchor: string | undefined; readonly tag: string | undefined; readonly start: Mark }

class Composer {
  readonly #scanner: Scanner
  #anchors = new Map<string, Node>()
  #handles = new Map<string, string>()
  /** Where the value that is read stands. */
  readonly #path: (string | number)[] = []
  #events = 0
  #nesting = 0
  #nodes = 0
  #isFirst = true

  constructor(source: string) {
    this.#scanner = new Scanner(source)
  }

  document(): Node | undefined {
    const scanner = this.#scanner
    const isFirst = this.#isFirst
    this.#isFirst = false
    if (!isFirst) while (scanner.peek().kind === 'document-end') scanner.take()
    if (scanner.peek().kind === 'stream-end') return undefined
    this.#anchors = new Map()
    this.#events = 0
    const hasDirectives = this.#directives()
    const start = scanner.peek()
    const isExplicit = start.kind === 'document-start'
    if (isExplicit) scanner.take()
    else if (!isFirst || hasDirectives) return refuse('did not find expected <document start>', start.start)
    const node = isExplicit && this.#isEmptyDocument() ? this.#empty() : this.#node(true, false)
    if (scanner.peek().kind === 'document-end') scanner.take()
    if (node.aliases > MOST_ALIASES_PER_EVENT * this.#events) fail('repetition limit exceeded')
    return node
  }

  /** Something that is wrong counts as more too. */
  hasMore(): boolean {
    try {
      while (this.#scanner.peek().kind === 'document-end') this.#scanner.take()
      return this.#scanner.peek().kind !== 'stream-end'
    } catch (error) {
      if (error instanceof EvaluationError) return true
      throw error
    }
  }

  #directives(): boolean {
    let hasVersion = false
    const handles = new Map<string, string>()
    for (;;) {
      const token = this.#scanner.peek()
      if (token.kind === 'version') {
        if (hasVersion) refuse('found duplicate %YAML directive', token.start)
        if (token.major !== 1 || (token.minor !== 1 && token.minor !== 2)) {
          refuse('found incompatible YAML document', token.start)
        }
        hasVersion = true
      } else if (token.kind === 'tag-directive') {
        if (handles.has(token.handle)) refuse('found duplicate %TAG directive', token.start)
        handles.set(token.handle, token.prefix)
      } else break
      this.#scanner.take()
    }
    this.#handles = new Map([['!', '!'], ['!!', 'tag:yaml.org,2002:'], ...handles])
    return hasVersion || handles.size > 0
  }

  #isEmptyDocument(): boolean {
    return ['version', 'tag-directive', 'document-start', 'document-end', 'stream-end'].includes(
      this.#scanner.peek().kind,
    )
  }

  /** What is wrong with a value, where it stands. */
  #wrong(problem: string, mark: Mark): never {
    return refuse(this.#path.length === 0 ? problem : `${pathText(this.#path)}: ${problem}`, mark)
  }

  #scalar(value: Value, text: string, start: Mark): Node {
    return { value, text, start, size: 1, depth: 0, aliases: 0 }
  }

  #empty(): Node {
    this.#events++
    return this.#scalar(null, '', this.#scanner.peek().start)
  }

  #properties(): Properties {
    const scanner = this.#scanner
    const { start } = scanner.peek()
    let anchor: string | undefined
    let tag: string | undefined
    for (;;) {
      const token = scanner.peek()
      if (token.kind === 'anchor' && anchor === undefined) anchor = token.name
      else if (token.kind === 'tag' && tag === undefined) tag = this.#tagOf(token, start)
      else return { anchor, tag, start }
      scanner.take()
    }
  }

  #node(isBlock: boolean, isIndentless: boolean): Node {
    if (this.#scanner.peek().kind === 'alias') return this.#alias()
    const properties = this.#properties()
    const { anchor } = properties
    // Within itself, it has no end.
    if (anchor !== undefined)
      this.#anchors.set(anchor, { ...this.#scalar(null, '', properties.start), depth: Infinity })
    this.#events++
    const node = this.#content(isBlock, isIndentless, properties)
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    return node
  }

  #tagOf(token: Token & { readonly kind: 'tag' }, start: Mark): string {
    if (token.handle === '') return token.suffix
    const prefix = this.#handles.get(token.handle)
    if (prefix === undefined) return refuse('found undefined tag handle', token.start, 'while parsing a node', start)
    return prefix + token.suffix
  }

  #alias(): Node {
    const { start, name } = this.#scanner.take() as Token & { readonly kind: 'alias' }
    this.#events++
    const node = this.#anchors.get(name)
    if (!node) return refuse('unknown anchor', start)
    if (this.#nesting + node.depth > MAXIMUM_DEPTH) return refuse('recursion limit exceeded', node.start)
    this.#nodes += node.size
    if (this.#nodes > MOST_NODES) return fail('repetition limit exceeded')
    return { ...node, aliases: node.aliases + 1 }
  }

  /** What comes after the properties. */
  #kind(isBlock: boolean, isIndentless: boolean): 'scalar' | 'sequence' | 'map' | 'nothing' {
    switch (this.#scanner.peek().kind) {
      case 'scalar':
        return 'scalar'
      case 'block-entry':
        return isIndentless ? 'sequence' : 'nothing'
      case 'flow-sequence-start':
        return 'sequence'
      case 'flow-mapping-start':
        return 'map'
      case 'block-sequence-start':
        return isBlock ? 'sequence' : 'nothing'
      case 'block-mapping-start':
        return isBlock ? 'map' : 'nothing'
      default:
        return 'nothing'
    }
  }

  #content(isBlock: boolean, isIndentless: boolean, properties: Properties): Node {
    const { tag, start } = properties
    const wrong = (problem: string): never => this.#wrong(problem, start)
    const kind = this.#kind(isBlock, isIndentless)
    if (kind === 'nothing') {
      this.#expectProperties(isBlock, properties)
      return this.#scalar(tag === undefined ? null : taggedScalar(tag, '', wrong), '', start)
    }
    if (kind === 'scalar') {
      const { value: text, style } = this.#scanner.take() as Token & { readonly kind: 'scalar' }
      const value = tag === undefined ? scalarValue(text, style, wrong) : taggedScalar(tag, text, wrong)
      return this.#scalar(value, text, start)
    }
    if (tag?.startsWith('!') === true) wrong('invalid type: enum, expected any valid JSON value')
    return this.#collection(start, (content) => this.#items(content))
  }

  #expectProperties(isBlock: boolean, { anchor, tag, start }: Properties): void {
    if (anchor !== undefined || tag !== undefined) return
    const context = isBlock ? 'while parsing a block node' : 'while parsing a flow node'
    refuse('did not find expected node content', this.#scanner.peek().start, context, start)
  }

  /** A first key and others that are no text are told in other words. */
  #key(isBlock: boolean, isFirst: boolean): string {
    const token = this.#scanner.peek()
    if (token.kind === 'alias') {
      const node = this.#alias()
      return node.text ?? this.#noKey(Array.isArray(node.value) ? 'sequence' : 'map', isFirst, node.start)
    }
    const properties = this.#properties()
    const { anchor, start } = properties
    const kind = this.#kind(isBlock, isBlock)
    this.#events++
    if (kind !== 'scalar' && kind !== 'nothing') return this.#noKey(kind, isFirst, start)
    if (kind === 'nothing') this.#expectProperties(isBlock, properties)
    const { value: text, style } =
      kind === 'nothing'
        ? ({ value: '', style: 'plain' } as const)
        : (this.#scanner.take() as Token & { readonly kind: 'scalar' })
    if (anchor !== undefined) {
      const value = scalarValue(text, style, (problem) => this.#wrong(problem, start))
      this.#anchors.set(anchor, this.#scalar(value, text, start))
    }
    return text
  }

  #noKey(kind: string, isFirst: boolean, mark: Mark): never {
    return this.#wrong(`invalid type: ${kind}, expected a string${isFirst ? ' key' : ''}`, mark)
  }

  #collection(start: Mark, read: (content: Content) => Value): Node {
    if (++this.#nesting > MAXIMUM_DEPTH) return refuse('recursion limit exceeded', start)
    const content = new Content()
    const value = read(content)
    this.#nesting--
    this.#events++
    const { size, depth, aliases } = content
    return { value, text: undefined, start, size, depth: depth + 1, aliases }
  }

  #items(content: Content): Value {
    switch (this.#scanner.peek().kind) {
      case 'flow-sequence-start':
        return this.#flowSequence(content)
      case 'flow-mapping-start':
        return this.#flowMapping(content)
      case 'block-sequence-start':
        return this.#blockSequence(content)
      case 'block-mapping-start':
        return this.#blockMapping(content)
      default:
        return this.#indentlessSequence(content)
    }
  }

  /** What stands at a step of the path, or nothing where one of `ends` follows. */
  #child(step: string | number, isBlock: boolean, isIndentless: boolean, ends: readonly Token['kind'][]): Node {
    if (ends.includes(this.#scanner.peek().kind)) return this.#empty()
    this.#path.push(step)
    const node = this.#node(isBlock, isIndentless)
    this.#path.pop()
    return node
  }

  #blockSequence(content: Content): Value {
    const scanner = this.#scanner
    const { start } = scanner.take()
    const items: Value[] = []
    for (;;) {
      const token = scanner.take()
      if (token.kind === 'block-end') return items
      if (token.kind !== 'block-entry') {
        return refuse("did not find expected '-' indicator", token.start, 'while parsing a block collection', start)
      }
      items.push(content.add(this.#child(items.length, true, false, ['block-entry', 'block-end'])))
    }
  }

  #indentlessSequence(content: Content): Value {
    const scanner = this.#scanner
    const items: Value[] = []
    while (scanner.peek().kind === 'block-entry') {
      scanner.take()
      items.push(content.add(this.#child(items.length, true, false, ['block-entry', 'key', 'value', 'block-end'])))
    }
    return items
  }

  #blockMapping(content: Content): Value {
    const scanner = this.#scanner
    const { start } = scanner.take()
    const entries = new Map<string, Value>()
    const ends = ['key', 'value', 'block-end'] as const
    for (;;) {
      const token = scanner.take()
      if (token.kind === 'block-end') return new Dict(entries)
      if (token.kind !== 'key') {
        return refuse('did not find expected key', token.start, 'while parsing a block mapping', start)
      }
      entries.set(...this.#entry(content, true, entries.size === 0, ends))
    }
  }

  /** Behind the start of a key. */
  #entry(content: Content, isBlock: boolean, isFirst: boolean, ends: readonly Token['kind'][]): [string, Value] {
    const scanner = this.#scanner
    let key = ''
    if (scanner.peek().kind !== 'value' && !ends.includes(scanner.peek().kind)) key = this.#key(isBlock, isFirst)
    else this.#events++
    if (scanner.peek().kind !== 'value') return [key, content.add(this.#empty())]
    scanner.take()
    return [key, content.add(this.#child(key, isBlock, isBlock, ends))]
  }

  /** Whether another item of a flow collection comes. */
  #hasItem(isFirst: boolean, end: 'flow-sequence-end' | 'flow-mapping-end', start: Mark): boolean {
    const scanner = this.#scanner
    if (!isFirst && scanner.peek().kind !== end) {
      const token = scanner.peek()
      if (token.kind !== 'flow-entry') {
        const [sign, context] = end === 'flow-sequence-end' ? [']', 'sequence'] : ['}', 'mapping']
        const problem = `did not find expected ',' or '${sign}'`
        return refuse(problem, token.start, `while parsing a flow ${context}`, start)
      }
      scanner.take()
    }
    if (scanner.peek().kind !== end) return true
    scanner.take()
    return false
  }

  #flowSequence(content: Content): Value {
    const scanner = this.#scanner
    const { start } = scanner.take()
    const items: Value[] = []
    while (this.#hasItem(items.length === 0, 'flow-sequence-end', start)) {
      const node =
        scanner.peek().kind === 'key' ? this.#pair(items.length) : this.#child(items.length, false, false, [])
      items.push(content.add(node))
    }
    return items
  }

  /** A dict of one entry, whose braces are left out within a sequence. */
  #pair(step: number): Node {
    const { start } = this.#scanner.take()
    this.#events++
    this.#path.push(step)
    const node = this.#collection(start, (content) => {
      return new Dict(new Map([this.#entry(content, false, true, ['flow-entry', 'flow-sequence-end'])]))
    })
    this.#path.pop()
    return node
  }

  #flowMapping(content: Content): Value {
    const scanner = this.#scanner
    const { start } = scanner.take()
    const entries = new Map<string, Value>()
    for (let isFirst = true; this.#hasItem(isFirst, 'flow-mapping-end', start); isFirst = false) {
      if (scanner.peek().kind === 'key') {
        scanner.take()
        entries.set(...this.#entry(content, false, isFirst, ['flow-entry', 'flow-mapping-end']))
      } else entries.set(this.#key(false, isFirst), content.add(this.#empty()))
    }
    return new Dict(entries)
  }
}

function pathText(path: readonly (string | number)[]): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text = `${text === '' ? '.' : text}[${step}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

export function readYamlDocuments(source: string): readonly Value[] {
  const composer = new Composer(source)
  const documents: Value[] = []
  for (let found = composer.document(); found; found = composer.document()) documents.push(found.value)
  return documents.length === 0 ? [null] : documents
}

export function readYaml(source: string): Value {
  const composer = new Composer(source)
  const found = composer.document()
  if (composer.hasMore()) fail('deserializing from YAML containing more than one document is not supported')
  return found === undefined ? null : found.value
}

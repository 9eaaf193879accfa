/** Values as YAML, in the style of the reference: written straight from the values into one growing string. */
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type List,
  type Value,
} from '../runtime/values.ts'
import { fail } from '../runtime/errors.ts'
import { floatText } from '../float-text.ts'
import { readBack } from './numbers.ts'
import { forEachShown, isShown, plainEntries, shows, type OutputOptions } from './options.ts'
import { isHarmlessKey, isSimpleKey, yamlString } from './yaml-scalar.ts'

/** A few shared values can describe more text than any machine holds. */
const MAXIMUM_OUTPUT = 50_000_000

const NEWLINE = 10
const SPACE = 32

const pads: string[] = ['']

function padOf(indentation: number): string {
  return (pads[indentation] ??= ' '.repeat(indentation))
}

/** So few characters that its digits are exact in whatever way they are read. */
const SHORT_FLOAT = 15

function yamlFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const magnitude = Math.abs(value)
  if (magnitude >= 1e-4 && magnitude < 1e16) {
    const text = String(value)
    if (text.length <= SHORT_FLOAT) return text.includes('.') ? text : `${text}.0`
  }
  const { digits, exponent } = floatText(readBack(value))
  return exponent === undefined ? digits : `${digits}e${exponent}`
}

function tooLong(): never {
  return fail(`the output has more than ${MAXIMUM_OUTPUT} characters`)
}

/** Every line is put together before it is added: the growing text is touched as seldom as can be. */
class YamlWriter {
  text = ''
  /** A block that keeps its last breaks ends its line itself. */
  #endsWithBreak = false
  readonly #options: OutputOptions
  /** Keys as they are written, where that takes more than a look. */
  readonly #keys = new Map<string, string | undefined>()

  constructor(options: OutputOptions) {
    this.#options = options
  }

  #add(piece: string): void {
    this.text += piece
    if (this.text.length > MAXIMUM_OUTPUT) tooLong()
    this.#endsWithBreak = false
  }

  /** A scalar at the end of a line. */
  #addString(lead: string, scalar: string): void {
    this.text += lead + scalar
    if (this.text.length > MAXIMUM_OUTPUT) tooLong()
    this.#endsWithBreak = scalar.charCodeAt(scalar.length - 1) === 10
  }

  #lineStart(indentation: number): string {
    return this.#endsWithBreak ? padOf(indentation) : `\n${padOf(indentation)}`
  }

  /** `lead` goes before the first entry: undefined stands for a new line. */
  #map(value: Dict | SchemaInstance, indentation: number, lead: string | undefined): void {
    let isEmpty = true
    const line = `\n${padOf(indentation)}`
    const options = this.#options
    const plain = plainEntries(value, options)
    const write = (key: string, item: Value): void => {
      if (plain && !shows(key, item, options)) return
      const start = isEmpty && lead !== undefined ? lead : this.#endsWithBreak ? padOf(indentation) : line
      isEmpty = false
      const name = this.#key(key, indentation)
      if (name !== undefined) {
        if (typeof item === 'string')
          return this.#addString(`${start}${name}: `, yamlString(item, padOf(indentation + 2)))
        if (typeof item === 'number') return this.#add(`${start}${name}: ${item}`)
        return this.#value(`${start}${name}:`, item, indentation, false)
      }
      this.#addString(start, `? ${yamlString(key, padOf(indentation + 2))}`)
      this.#value(`${this.#lineStart(indentation)}:`, item, indentation, true)
    }
    if (plain) plain.forEach(write)
    else forEachShown(value, options, write)
    if (isEmpty) this.#add(`${lead ?? ' '}{}`)
  }

  #key(key: string, indentation: number): string | undefined {
    if (isHarmlessKey(key)) return key
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    if (!isSimpleKey(key)) return undefined
    const text = yamlString(key, padOf(indentation + 2))
    if (this.#keys.size < 4096) this.#keys.set(key, text)
    return text
  }

  /** What follows a key or a dash; `inline` keeps the first line of a collection on the same line. */
  #value(lead: string, value: Value, indentation: number, inline: boolean): void {
    if (typeof value === 'string') this.#addString(`${lead} `, yamlString(value, padOf(indentation + 2)))
    else if (typeof value === 'number') this.#add(`${lead} ${value}`)
    else if (value instanceof Dict || value instanceof SchemaInstance) {
      this.#add(lead)
      this.#map(value, indentation + 2, inline ? ' ' : undefined)
    } else if (Array.isArray(value)) {
      this.#add(lead)
      this.#list(value as List, inline ? indentation + 2 : indentation, inline ? ' ' : undefined)
    } else this.#add(`${lead} ${this.#scalar(value)}`)
  }

  #list(items: List, indentation: number, lead: string | undefined): void {
    let isEmpty = true
    for (const item of items) {
      if (!isShown(item, this.#options)) continue
      const start = isEmpty && lead !== undefined ? lead : this.#lineStart(indentation)
      isEmpty = false
      this.#value(`${start}-`, item, indentation, true)
    }
    if (isEmpty) this.#add(`${lead ?? ' '}[]`)
  }

  #scalar(value: Value): string {
    if (value instanceof Float) return yamlFloat(value.value)
    if (value instanceof NumberMultiplier) return yamlFloat(value.value)
    if (value === undefined || value === null) return 'null'
    // On its own; elsewhere functions are left out.
    return value instanceof FunctionValue ? '0' : String(value)
  }

  /** Without a newline at the end, unless the last block has one of its own. */
  document(value: Value): { readonly text: string; readonly endsWithBreak: boolean } {
    if (typeof value === 'string') this.#addString('', yamlString(value, '  '))
    else if (value instanceof Dict || value instanceof SchemaInstance) this.#map(value, 0, '')
    else if (Array.isArray(value)) this.#list(value as List, 0, '')
    else this.#add(this.#scalar(value))
    return { text: this.text, endsWithBreak: this.#endsWithBreak }
  }
}

/** One document, ending with a newline. */
export function yamlDocument(value: Value, options: OutputOptions = {}): string {
  const { text, endsWithBreak } = new YamlWriter(options).document(value)
  return endsWithBreak ? text : `${text}\n`
}

/** The reference drops the last newline, unless the text seems to end within a block of a dict. */
function withoutLastNewline(text: string): string {
  // Without these there is no block: to look for one line by line takes half as long as to write them all.
  if (!text.includes('|') && !text.includes('>')) return text.slice(0, -1)
  let end = text.length
  while (text.charCodeAt(end - 1) === NEWLINE) end--
  let indentation = -1
  while (end >= 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    let at = start
    while (text.charCodeAt(at) === SPACE) at++
    const isBlank = at >= end
    if (indentation < 0) indentation = at - start
    else if (!isBlank && at - start < indentation)
      return /: ?[|>][-+]?$/.test(text.slice(start, end)) ? text : text.slice(0, -1)
    if (indentation === 0) break
    end = start - 1
  }
  return text.slice(0, -1)
}

/** The documents that a result stands for: a list of dicts is a stream. */
export function documentsOf(value: Value): readonly Value[] {
  if (!Array.isArray(value)) return [value]
  const items = value as List
  return items.every((item) => item instanceof Dict || item instanceof SchemaInstance) ? items : [value]
}

/** A program's result as YAML, without a newline at the end; a list of dicts becomes a stream of documents. */
export function toYaml(value: Value, options: OutputOptions = {}): string {
  return documentsOf(value)
    .map((document) => withoutLastNewline(yamlDocument(document, options)))
    .join('\n---\n')
}

/** The documents of `manifests.yaml_stream`. */
export function toYamlStream(documents: readonly Value[], separator: string, options: OutputOptions): string {
  return documents.map((document) => yamlDocument(document, options).slice(0, -1)).join(`\n${separator}\n`)
}

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
import { floatText, readBack } from './numbers.ts'
import { entriesToWrite, isEntryShown, isShown, type OutputOptions } from './options.ts'
import { isSimpleKey, yamlString } from './yaml-scalar.ts'

/** A few shared values can describe more text than any machine holds. */
const MAXIMUM_OUTPUT = 50_000_000

const pads: string[] = ['']

function padOf(indentation: number): string {
  return (pads[indentation] ??= ' '.repeat(indentation))
}

function yamlFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const { digits, exponent } = floatText(readBack(value))
  return exponent === undefined ? digits : `${digits}e${exponent}`
}

class YamlWriter {
  text = ''
  endsWithBreak = false
  readonly options: OutputOptions
  readonly keys = new Map<string, string>()

  constructor(options: OutputOptions) {
    this.options = options
  }

  /** Asking the growing text how it ends would copy it each time. */
  add(piece: string): void {
    this.text += piece
    if (this.text.length > MAXIMUM_OUTPUT) fail(`the output has more than ${MAXIMUM_OUTPUT} characters`)
    if (piece !== '') this.endsWithBreak = piece.endsWith('\n')
  }

  line(indentation: number): void {
    if (!this.endsWithBreak) this.add('\n')
    this.add(padOf(indentation))
  }

  /** `lead` goes before the first entry: undefined stands for a new line. */
  map(value: Dict | SchemaInstance, indentation: number, lead: string | undefined): void {
    let isEmpty = true
    for (const [key, item] of entriesToWrite(value, this.options)) {
      if (!isEntryShown(key, item, this.options)) continue
      if (isEmpty && lead !== undefined) this.add(lead)
      else this.line(indentation)
      isEmpty = false
      this.entry(key, item, indentation)
    }
    if (isEmpty) this.add(`${lead ?? ' '}{}`)
  }

  entry(key: string, value: Value, indentation: number): void {
    let text = this.keys.get(key)
    if (text === undefined && isSimpleKey(key)) {
      text = `${yamlString(key, padOf(indentation + 2))}:`
      if (this.keys.size < 4096) this.keys.set(key, text)
    }
    if (text !== undefined) {
      this.add(text)
      this.value(value, indentation, false)
      return
    }
    this.add(`? ${yamlString(key, padOf(indentation + 2))}`)
    this.line(indentation)
    this.add(':')
    this.value(value, indentation, true)
  }

  /** What follows a key or a dash; `inline` keeps the first line of a collection on the same line. */
  value(value: Value, indentation: number, inline: boolean): void {
    if (typeof value === 'string') this.add(` ${yamlString(value, padOf(indentation + 2))}`)
    else if (value instanceof Dict || value instanceof SchemaInstance)
      this.map(value, indentation + 2, inline ? ' ' : undefined)
    else if (Array.isArray(value))
      this.list(value as List, inline ? indentation + 2 : indentation, inline ? ' ' : undefined)
    else this.add(` ${this.scalar(value)}`)
  }

  list(items: List, indentation: number, lead: string | undefined): void {
    let isEmpty = true
    for (const item of items) {
      if (!isShown(item, this.options)) continue
      if (isEmpty && lead !== undefined) this.add(lead)
      else this.line(indentation)
      isEmpty = false
      this.add('-')
      this.value(item, indentation, true)
    }
    if (isEmpty) this.add(`${lead ?? ' '}[]`)
  }

  scalar(value: Value): string {
    if (value instanceof Float) return yamlFloat(value.value)
    if (value instanceof NumberMultiplier) return yamlFloat(value.value)
    return value === undefined || value === null || value instanceof FunctionValue ? 'null' : String(value)
  }

  document(value: Value): string {
    if (typeof value === 'string') this.add(yamlString(value, '  '))
    else if (value instanceof Dict || value instanceof SchemaInstance) this.map(value, 0, '')
    else if (Array.isArray(value)) this.list(value as List, 0, '')
    else this.add(this.scalar(value))
    // A block that keeps its last breaks ends the document with one of its own.
    if (!this.endsWithBreak) this.add('\n')
    return this.text
  }
}

/** One document, ending with a newline. */
export function yamlDocument(value: Value, options: OutputOptions = {}): string {
  return new YamlWriter(options).document(value)
}

function endsWithBlock(value: Value, options: OutputOptions): boolean {
  if (typeof value === 'string') return value.length > 1 && value.endsWith('\n')
  if (!(value instanceof Dict || value instanceof SchemaInstance)) return false
  let last: Value
  for (const [key, item] of entriesToWrite(value, options)) if (isEntryShown(key, item, options)) last = item
  return endsWithBlock(last, options)
}

/** The reference drops the last newline, unless it belongs to a string in a dict. */
function withoutLastNewline(value: Value, options: OutputOptions): string {
  const text = yamlDocument(value, options)
  const keeps = (value instanceof Dict || value instanceof SchemaInstance) && endsWithBlock(value, options)
  return keeps ? text : text.slice(0, -1)
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
    .map((document) => withoutLastNewline(document, options))
    .join('\n---\n')
}

/** The documents of `manifests.yaml_stream`. */
export function toYamlStream(documents: readonly Value[], options: OutputOptions = {}): string {
  return documents
    .map((document) => yamlDocument(document, options))
    .join('---\n')
    .slice(0, -1)
}

/** Values as JSON, with the separators of the reference. */
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type Int,
  type List,
  type Value,
} from '../runtime/values.ts'
import { jsonFloat } from '../float-text.ts'
import { forEachShown, isShown, type OutputOptions } from './options.ts'
import { documentsOf } from './yaml.ts'

class JsonWriter {
  text = ''
  readonly options: OutputOptions
  readonly indentation: string | undefined

  constructor(options: OutputOptions, indentation: string | undefined) {
    this.options = options
    this.indentation = indentation
  }

  separate(isFirst: boolean, depth: number): void {
    if (this.indentation === undefined) this.text += isFirst ? '' : ', '
    else this.text += `${isFirst ? '' : ','}\n${this.indentation.repeat(depth)}`
  }

  close(isEmpty: boolean, depth: number, bracket: string): void {
    if (!isEmpty && this.indentation !== undefined) this.text += `\n${this.indentation.repeat(depth)}`
    this.text += bracket
  }

  write(value: Value, depth: number): void {
    if (typeof value === 'string') this.text += JSON.stringify(value)
    else if (value instanceof Float || value instanceof NumberMultiplier) this.text += jsonFloat(value.value)
    else if (value instanceof Dict || value instanceof SchemaInstance) this.map(value, depth)
    else if (Array.isArray(value)) this.list(value as List, depth)
    else if (value === undefined || value === null) this.text += 'null'
    // On its own; elsewhere functions are left out.
    else this.text += value instanceof FunctionValue ? '0' : String(value as Int | boolean)
  }

  map(value: Dict | SchemaInstance, depth: number): void {
    let isEmpty = true
    this.text += '{'
    forEachShown(value, this.options, (key, item) => {
      this.separate(isEmpty, depth + 1)
      isEmpty = false
      this.text += `${JSON.stringify(key)}: `
      this.write(item, depth + 1)
    })
    this.close(isEmpty, depth, '}')
  }

  list(items: List, depth: number): void {
    let isEmpty = true
    this.text += '['
    for (const item of items) {
      if (!isShown(item, this.options)) continue
      this.separate(isEmpty, depth + 1)
      isEmpty = false
      this.write(item, depth + 1)
    }
    this.close(isEmpty, depth, ']')
  }
}

/** One document. `indent` is the number of spaces per level; without it, all is on one line. */
export function jsonDocument(value: Value, options: OutputOptions = {}, indent?: number): string {
  const writer = new JsonWriter(options, indent === undefined ? undefined : ' '.repeat(indent))
  writer.write(value, 0)
  return writer.text
}

/** The documents of `manifests.yaml_stream`: one of them is what it is, of several the dicts count. */
export function toJsonStream(documents: readonly Value[], options: OutputOptions): string {
  const [only] = documents
  if (documents.length < 2 && !Array.isArray(only)) return jsonDocument(only, options)
  return documents
    .flatMap((document) => (Array.isArray(document) ? (document as List) : [document]))
    .filter((document) => document instanceof Dict || document instanceof SchemaInstance)
    .map((document) => jsonDocument(document, options))
    .join('\n')
}

/** A program's result as JSON; a list of dicts becomes one document per line. */
export function toJson(value: Value, options: OutputOptions = {}): string {
  return documentsOf(value)
    .map((document) => jsonDocument(document, options))
    .join('\n')
}

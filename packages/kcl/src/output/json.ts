/** Values as JSON, with the separators of the reference. */
import { Dict, Float, NumberMultiplier, SchemaInstance, type List, type Value } from '../runtime/values.ts'
import { floatText } from './numbers.ts'
import { forEachShown, isShown, type OutputOptions } from './options.ts'
import { documentsOf } from './yaml.ts'

function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const { digits, exponent } = floatText(value)
  return exponent === undefined ? digits : `${digits}e${exponent < 0 ? '' : '+'}${exponent}`
}

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
    else
      this.text +=
        typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : 'null'
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

/** A program's result as JSON; a list of dicts becomes one document per line. */
export function toJson(value: Value, options: OutputOptions = {}): string {
  return documentsOf(value)
    .map((document) => jsonDocument(document, options))
    .join('\n')
}

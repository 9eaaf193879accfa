/** Values as XML: an element per key, an element per item of a list under its key. */
import { Dict, Float, NumberMultiplier, SchemaInstance, type List, type Value } from '../runtime/values.ts'
import { jsonDocument } from './json.ts'
import { forEachShown, isShown, type OutputOptions } from './options.ts'

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES.get(character) ?? character)
}

function scalarText(value: Value): string {
  if (value === null || value === undefined) return ''
  return value instanceof Float || value instanceof NumberMultiplier ? jsonDocument(value) : String(value)
}

/** A key that is no XML name becomes an attribute of an `entry` element. */
function element(key: string, content: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key)
    ? `<${key}>${content}</${key}>`
    : `<entry key="${escapeXml(key)}">${content}</entry>`
}

function content(value: Value, options: OutputOptions): string {
  if (Array.isArray(value)) return items('item', value as List, options)
  if (!(value instanceof Dict || value instanceof SchemaInstance)) return escapeXml(scalarText(value))
  let text = ''
  forEachShown(value, options, (key, item) => {
    text += Array.isArray(item) ? items(key, item as List, options) : element(key, content(item, options))
  })
  return text
}

function items(key: string, list: List, options: OutputOptions): string {
  return list
    .filter((item) => isShown(item, options))
    .map((item) => element(key, content(item, options)))
    .join('')
}

export function toXml(value: Value, options: OutputOptions = {}): string {
  return `<doc>${content(value, options)}</doc>`
}

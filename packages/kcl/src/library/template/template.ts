/** `template`: Handlebars, as the reference's templates have it. */
import type { Call, LibraryMember } from '../../runtime/context.ts'
import { fail } from '../../runtime/errors.ts'
import { Dict, Float, FunctionValue, NumberMultiplier, SchemaInstance, type Value } from '../../runtime/values.ts'
import { jsonDocument } from '../../output/index.ts'
import { argument, dict, has, only, textOf } from '../arguments.ts'
import { inTime } from '../bounded.ts'
import type { Data } from './nodes.ts'
import { parseTemplate } from './parse.ts'
import { escapeHtml, renderTemplate } from './render.ts'

/** Keys are sorted; floats keep their text. */
function dataOf(value: Value): Data {
  if (value === undefined || value === null) return null
  if (value instanceof Dict || value instanceof SchemaInstance) {
    const entries = [...(dict(value)?.entries ?? [])]
    return new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, dataOf(item)]))
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map(dataOf)
  if (value instanceof Float || value instanceof NumberMultiplier) {
    return Number.isFinite(value.value) ? { text: jsonDocument(value) } : null
  }
  if (value instanceof FunctionValue) return 0
  return typeof value === 'bigint' ? { text: String(value) } : (value as Data)
}

function execute(call: Call): Value {
  const source = textOf(only(call, 'template'))
  const given = has(call, 1, 'data') ? argument(call, 1, 'data') : new Dict()
  if (!dict(given)) return fail('invalid dict value')
  const nodes = parseTemplate(source)
  return inTime(call, 'template', () => renderTemplate(nodes, dataOf(given)))
}

export const template: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['execute', execute],
  ['html_escape', (call) => escapeHtml(textOf(only(call, 'data')))],
])

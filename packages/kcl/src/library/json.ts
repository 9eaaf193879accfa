/** `json`. */
import { jsonDocument } from '../output/index.ts'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { Dict, SchemaInstance, type Value } from '../runtime/values.ts'
import { argument, dict, has, int, text } from './arguments.ts'
import { dataOf, dump, encodingOptions, isReadable } from './encoding-options.ts'
import { readJson } from './json-text.ts'

const OPTIONS = ['sort_keys', 'indent', 'ignore_private', 'ignore_none']

function encoded(call: Call, from: number): string {
  const indent = int(call, from + 1, 'indent') ?? 0
  const options = encodingOptions(call, OPTIONS, from)
  return jsonDocument(argument(call, 0, 'data'), options, indent > 0 ? Number(indent) : undefined)
}

/** JSON Merge Patch: what is no dict takes the place of what was there, None removes. */
function mergedPatch(target: Value, patch: Value): Value {
  const changes = dict(patch)
  if (!changes) return patch
  const entries = new Map(dict(target)?.entries)
  for (const [key, value] of changes.entries) {
    if (value === null || value === undefined) entries.delete(key)
    else entries.set(key, mergedPatch(entries.get(key), value))
  }
  const result = new Dict(entries)
  return target instanceof SchemaInstance
    ? new SchemaInstance(target.schema, result, target.config, target.origin)
    : result
}

function merge(call: Call): Value {
  if (!has(call, 0, 'src') || !has(call, 1, 'patch')) {
    return fail("merge() missing required positional arguments: 'src' and 'patch'")
  }
  return mergedPatch(argument(call, 0, 'src'), argument(call, 1, 'patch'))
}

export const json: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'encode',
    (call) => {
      dataOf(call, 'encode', 'value')
      return encoded(call, 1)
    },
  ],
  ['decode', (call) => readJson(text(call, 0, 'value'))],
  ['validate', (call) => isReadable(call, readJson)],
  ['dump_to_file', (call) => dump(call, () => encoded(call, 2))],
  ['merge', merge],
])

/** `yaml`. */
import { parseAllDocuments, parseDocument, type Document } from 'yaml'
import { yamlDocument } from '../output/index.ts'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import { Float, type Value } from '../runtime/values.ts'
import { argument, flag, listOf, text } from './arguments.ts'
import { dataOf, dump, encodingOptions, isReadable } from './encoding-options.ts'
import { fromData } from './plain-data.ts'

const OPTIONS = ['sort_keys', 'ignore_private', 'ignore_none']

function encoded(value: Value, call: Call, from: number): string {
  return yamlDocument(value, encodingOptions(call, OPTIONS, from))
}

function encode(call: Call): Value {
  const value = dataOf(call, 'encode_all', 'data')
  const options = encodingOptions(call, OPTIONS, 1)
  // For the reference, asking for lines asks for sorted keys too.
  return yamlDocument(value, { ...options, sortKeys: options.sortKeys === true || flag(call, 4, 'multiline_string') })
}

function encodedAll(call: Call, from: number): string {
  return listOf(argument(call, 0, 'data'))
    .map((value) => encoded(value, call, from))
    .join('\n---\n')
}

function documentValue(document: Document): Value {
  const [error] = document.errors
  if (error) throw new EvaluationError(error.message)
  try {
    return fromData(document.toJS({ mapAsMap: true }))
  } catch (thrown) {
    // Aliases that stand for more than a machine holds.
    if (thrown instanceof ReferenceError) throw new EvaluationError(thrown.message)
    throw thrown
  }
}

const PARSE = { version: '1.2', intAsBigInt: true, uniqueKeys: false, customTags: floatTags } as const

/** Floats stay floats, also where they have no fraction. */
function floatTags(tags: readonly unknown[]): never {
  return tags.map((tag) => {
    const candidate = tag as { readonly tag?: string; readonly resolve?: (...parameters: unknown[]) => unknown }
    if (candidate.tag !== 'tag:yaml.org,2002:float' || !candidate.resolve) return tag
    const { resolve } = candidate
    return {
      ...candidate,
      resolve: (...parameters: unknown[]) => {
        const found = resolve(...parameters)
        const value =
          typeof found === 'object' && found !== null && 'value' in found ? (found as { value: unknown }).value : found
        return new Float(Number(value))
      },
    }
  }) as never
}

const MAXIMUM_NESTING = 1000

/** The parser's time grows with the square of the nesting. */
function refuseDeepNesting(source: string): void {
  let depth = 0
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth > MAXIMUM_NESTING) fail(`the nesting is deeper than ${MAXIMUM_NESTING} levels`)
  }
}

function decodeYaml(source: string): Value {
  refuseDeepNesting(source)
  return documentValue(parseDocument(source, PARSE as never))
}

function decodeAllYaml(source: string): Value {
  refuseDeepNesting(source)
  return (parseAllDocuments(source, PARSE as never) as unknown as readonly Document[]).map(documentValue)
}

export const yaml: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['encode', encode],
  [
    'encode_all',
    (call) => {
      dataOf(call, 'encode', 'data')
      return encodedAll(call, 1)
    },
  ],
  ['decode', (call) => decodeYaml(text(call, 0, 'value'))],
  ['decode_all', (call) => decodeAllYaml(text(call, 0, 'value'))],
  ['validate', (call) => isReadable(call, decodeYaml)],
  ['dump_to_file', (call) => dump(call, () => encoded(argument(call, 0, 'data'), call, 2))],
  ['dump_all_to_file', (call) => dump(call, () => encodedAll(call, 2))],
])

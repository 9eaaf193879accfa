/** `json`, `yaml` and `manifests`. */
import { parseAllDocuments, parseDocument, type Document } from 'yaml'
import { jsonDocument, yamlDocument } from '../output/index.ts'
import type { OutputOptions } from '../output/index.ts'
import type { Call, LibraryMember } from '../runtime/context.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import { isTruthy } from '../runtime/operations.ts'
import { union } from '../runtime/union.ts'
import { Float, type Value } from '../runtime/values.ts'
import { argument, dict, list, text } from './arguments.ts'
import { fromData, parseJson } from './plain-data.ts'
import { reachable } from './file-access.ts'
import { attempt } from './system-errors.ts'

function outputOptions(call: Call, from: number): OutputOptions & { readonly indent: number | undefined } {
  const names = ['sort_keys', 'indent', 'ignore_private', 'ignore_none'] as const
  const given = (name: (typeof names)[number]): Value => argument(call, from + names.indexOf(name), name)
  const indent = given('indent')
  return {
    sortKeys: isTruthy(given('sort_keys')),
    showHidden: !isTruthy(given('ignore_private')),
    disableNone: isTruthy(given('ignore_none')),
    indent: typeof indent === 'number' ? indent : undefined,
  }
}

function encodeJson(call: Call, from = 1): string {
  const { indent, ...options } = outputOptions(call, from)
  return jsonDocument(argument(call, 0, 'data'), options, indent).replace(/\n$/, '')
}

function encodeYaml(value: Value, call: Call, from = 1): string {
  const { indent: _, ...options } = outputOptions(call, from)
  return yamlDocument(value, options)
}

function decodeJson(source: string): Value {
  try {
    return parseJson(source)
  } catch (error) {
    return fail((error as Error).message)
  }
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

function validates(source: Value, decode: (source: string) => Value): boolean {
  if (typeof source !== 'string') return false
  try {
    decode(source)
    return true
  } catch {
    return false
  }
}

function dump(call: Call, file: string, content: string): Value {
  const { host } = call.context
  if (!host.writeFile) return fail('this host writes no files')
  const path = reachable(call, file)
  attempt(`Failed to write to '${file}'`, () => host.writeFile?.(path, content))
  return undefined
}

export const json: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['encode', (call) => encodeJson(call)],
  ['decode', (call) => decodeJson(text(call, 0, 'value'))],
  ['validate', (call) => validates(argument(call, 0, 'value'), decodeJson)],
  ['dump_to_file', (call) => dump(call, text(call, 1, 'filename'), encodeJson(call, 2))],
  ['merge', (call) => call.positional.reduce((merged: Value, value) => union(merged, value, false), undefined)],
])

export const yaml: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['encode', (call) => encodeYaml(argument(call, 0, 'data'), call)],
  [
    'encode_all',
    (call) =>
      list(call, 0, 'data')
        .map((value) => encodeYaml(value, call))
        .join('\n---\n'),
  ],
  ['decode', (call) => decodeYaml(text(call, 0, 'value'))],
  ['decode_all', (call) => decodeAllYaml(text(call, 0, 'value'))],
  ['validate', (call) => validates(argument(call, 0, 'value'), decodeYaml)],
  ['dump_to_file', (call) => dump(call, text(call, 1, 'filename'), encodeYaml(argument(call, 0, 'data'), call, 2))],
  [
    'dump_all_to_file',
    (call) =>
      dump(
        call,
        text(call, 1, 'filename'),
        list(call, 0, 'data')
          .map((value) => encodeYaml(value, call, 2))
          .join('---\n'),
      ),
  ],
])

export const manifests: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'yaml_stream',
    (call) => {
      const values = argument(call, 0, 'values')
      const documents = Array.isArray(values) ? (values as readonly Value[]) : [values]
      call.context.stream = { documents, options: dict(argument(call, 1, 'opts')) }
      return undefined
    },
  ],
])

/** `yaml`. */
import { yamlDocument } from '../../output/index.ts'
import type { Call, LibraryMember } from '../../runtime/context.ts'
import type { Value } from '../../runtime/values.ts'
import { argument, flag, listOf, text } from '../arguments.ts'
import { dataOf, dump, encodingOptions, isReadable } from '../encoding-options.ts'
import { readYaml, readYamlDocuments } from './compose.ts'

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

export const yaml: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['encode', encode],
  [
    'encode_all',
    (call) => {
      dataOf(call, 'encode', 'data')
      return encodedAll(call, 1)
    },
  ],
  ['decode', (call) => readYaml(text(call, 0, 'value'))],
  ['decode_all', (call) => readYamlDocuments(text(call, 0, 'value'))],
  ['validate', (call) => isReadable(call, readYamlDocuments)],
  ['dump_to_file', (call) => dump(call, () => encoded(argument(call, 0, 'data'), call, 2))],
  ['dump_all_to_file', (call) => dump(call, () => encodedAll(call, 2), true)],
])

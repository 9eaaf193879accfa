/** `manifests`. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isTruthy, typeName } from '../runtime/operations.ts'
import type { Value } from '../runtime/values.ts'
import { argument, dict, has, listOf, needed } from './arguments.ts'

function stream(call: Call): Value {
  const values = needed(call, 0, 'values')
  const hasOptions = has(call, 1, 'opts')
  const given = argument(call, 1, 'opts')
  const options = dict(given)
  if (hasOptions && !options) {
    return fail(`Invalid options arguments in yaml_stream(): expect config, got ${typeName(given)}`)
  }
  const chosen = (name: string, otherwise: boolean): boolean =>
    options?.has(name) === true ? isTruthy(options.get(name)) : otherwise
  const separator = options?.get('sep')
  call.context.stream = {
    documents: listOf(values),
    separator: typeof separator === 'string' ? separator : '---',
    options: {
      // The reference takes the one for the other.
      sortKeys: chosen('sort_keys', false) || chosen('multiline_string', false),
      showHidden: !chosen('ignore_private', hasOptions),
      disableNone: chosen('ignore_none', false),
    },
  }
  return undefined
}

export const manifests: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([['yaml_stream', stream]])

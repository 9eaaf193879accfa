/** What `json` and `yaml` share: options of encoding, and files. */
import type { OutputOptions } from '../output/index.ts'
import type { Call } from '../runtime/context.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import type { Value } from '../runtime/values.ts'
import { argument, flag, has, text, textOf } from './arguments.ts'
import { reachable } from './file-access.ts'
import { attempt } from './system-errors.ts'

/** `names` says which options stand where, from a place on. */
export function encodingOptions(call: Call, names: readonly string[], from: number): OutputOptions {
  const given = (name: string): boolean => flag(call, from + names.indexOf(name), name)
  return { sortKeys: given('sort_keys'), showHidden: !given('ignore_private'), disableNone: given('ignore_none') }
}

/** The message goes by the name of another function or argument than the one that is missed. */
export function dataOf(call: Call, name: string, missed: string): Value {
  if (!has(call, 0, 'data')) fail(`${name}() missing 1 required positional argument: '${missed}'`)
  return argument(call, 0, 'data')
}

/** Whether a text can be read. */
export function isReadable(call: Call, read: (source: string) => unknown): boolean {
  const source = text(call, 0, 'value')
  try {
    read(source)
    return true
  } catch (error) {
    if (error instanceof EvaluationError) return false
    throw error
  }
}

/** Of several documents the reference shows what went wrong, with no file and no words for it. */
export function dump(call: Call, encode: () => string, hasDocuments = false): Value {
  if (!has(call, 0, 'data') || !has(call, 1, 'filename')) {
    return fail(`${call.name}() missing 2 required positional arguments: 'data' and 'filename'`)
  }
  const file = textOf(argument(call, 1, 'filename'))
  const content = encode()
  const { host } = call.context
  if (!host.writeFile) return fail('this host writes no files')
  const path = reachable(call, file)
  const failure = hasDocuments ? 'Unable to write file' : `Unable to write file '${file}'`
  attempt(failure, () => host.writeFile?.(path, content), hasDocuments)
  return undefined
}

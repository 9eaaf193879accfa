/** `option()`: what the command line, the settings files or the caller say. */
import { positional } from '../float-text.ts'
import type { Call } from '../runtime/context.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import { isInt, saturated } from '../runtime/numbers.ts'
import { isTruthy, toText } from '../runtime/operations.ts'
import { Dict, Float, type Value } from '../runtime/values.ts'
import { argument, has, textOf } from './arguments.ts'
import { readFloat } from './conversions.ts'
import { readJson } from './json-text.ts'

export function option(call: Call): Value {
  if (!has(call, 0, 'key')) return null
  const key = textOf(argument(call, 0, 'key'))
  const type = textOf(argument(call, 1, 'type'))
  const given = call.context.options.get(key)
  if (given !== undefined) return converted(valueOf(given), type)
  if (has(call, 3, 'default')) return converted(argument(call, 3, 'default'), type)
  if (!isTruthy(argument(call, 2, 'required'))) return null
  return fail(`option('${key}') must be initialized, try '-D ${key}=?' argument`)
}

/** JSON, else a literal of the language, else the text as it is; digits with an exponent stay text. */
function valueOf(source: string): Value {
  if (/^[+-]?\d+(?:\.\d*)?[eE][+-]?\d+$/.test(source)) return source
  if (source === 'True' || source === 'False') return source === 'True'
  if (source === 'None' || source === 'Undefined') return null
  try {
    return readJson(source)
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return /^\.\d+$/.test(source) ? new Float(Number(source)) : source
  }
}

/** What cannot be converted. */
const NONE = Symbol('none')

function converted(value: Value, type: string): Value {
  const found = CONVERSIONS.get(type)
  if (type === '') return value
  if (!found) return fail(`unknown type '${type}'`)
  const result = found(value)
  return result === NONE ? fail(`cannot use '${toText(value)}' as type '${type}'`) : result
}

const CONVERSIONS: ReadonlyMap<string, (value: Value) => Value | typeof NONE> = new Map<
  string,
  (value: Value) => Value | typeof NONE
>([
  [
    'bool',
    (value) => {
      if (typeof value === 'string') return value === 'true' || value === 'True'
      return isInt(value) || value instanceof Float || typeof value === 'boolean' ? isTruthy(value) : undefined
    },
  ],
  [
    'int',
    (value) => {
      if (isInt(value)) return value
      if (typeof value === 'boolean') return Number(value)
      if (value instanceof Float) return saturated(Math.trunc(value.value))
      if (typeof value !== 'string' || !/^[+-]?\d{1,40}$/.test(value)) return NONE
      const int = BigInt(value.replace(/^\+/, ''))
      return BigInt.asIntN(64, int) === int ? saturated(int) : NONE
    },
  ],
  [
    'float',
    (value) => {
      if (value instanceof Float) return value
      if (isInt(value) || typeof value === 'boolean') return new Float(Number(value))
      return typeof value === 'string' ? new Float(readFloat(value) ?? 0) : NONE
    },
  ],
  [
    'str',
    (value) => {
      if (value instanceof Float) return positional(value.value)
      return isInt(value) || typeof value === 'boolean' || typeof value === 'string' ? String(value) : NONE
    },
  ],
  ['list', (value) => (Array.isArray(value) ? value : NONE)],
  ['dict', (value) => (value instanceof Dict ? value : NONE)],
])

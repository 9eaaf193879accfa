/** `option()`: what the command line, the settings files or the caller say. */
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isTruthy, toText, typeName } from '../runtime/operations.ts'
import { isInt } from '../runtime/numbers.ts'
import { Dict, Float, type Value } from '../runtime/values.ts'
import { argument } from './arguments.ts'
import { parseJson } from './plain-data.ts'

export function option(call: Call): Value {
  const key = argument(call, 0, 'key')
  const type = argument(call, 1, 'type')
  const required = argument(call, 2, 'required')
  const fallback = argument(call, 3, 'default')
  if (typeof key !== 'string') return fallback ?? null
  const given = call.context.options.get(key)
  if (given === undefined) {
    if (isTruthy(required) && (fallback === undefined || fallback === null)) {
      return fail(`option('${key}') must be initialized, try '-D ${key}=?' argument`)
    }
    return fallback === undefined ? null : converted(key, fallback, type)
  }
  return converted(key, valueOf(given), type)
}

/** JSON, else a literal of the language, else the text as it is; digits with an exponent stay text. */
function valueOf(source: string): Value {
  if (/^[+-]?\d+(?:\.\d*)?[eE][+-]?\d+$/.test(source)) return source
  if (source === 'True' || source === 'False') return source === 'True'
  if (source === 'None' || source === 'Undefined') return null
  try {
    return parseJson(source)
  } catch {
    return /^\.\d+$/.test(source) ? new Float(Number(source)) : source
  }
}

function converted(key: string, value: Value, type: Value): Value {
  if (typeof type !== 'string' || type === '' || value === null) return value
  const refuse = (): never => fail(`cannot use '${toText(value)}' as type '${type}'`)
  switch (type) {
    case 'bool':
      return isTruthy(value)
    case 'int': {
      if (isInt(value)) return value
      if (value instanceof Float) return Math.trunc(value.value)
      if (typeof value === 'boolean') return Number(value)
      return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : refuse()
    }
    case 'float': {
      if (value instanceof Float) return value
      if (isInt(value)) return new Float(Number(value))
      return typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))
        ? new Float(Number(value))
        : refuse()
    }
    case 'str':
      return toText(value)
    case 'list':
      return Array.isArray(value) ? value : refuse()
    case 'dict':
      return value instanceof Dict ? value : refuse()
    default:
      return fail(`unknown type '${type}' of option('${key}'): ${typeName(value)}`)
  }
}

/** What a scalar of YAML is. */
import { normalize } from '../../runtime/numbers.ts'
import { Float, type Value } from '../../runtime/values.ts'
import { quoted } from '../quoted.ts'
import type { ScalarStyle } from './tokens.ts'

/** Says what is wrong with a value, where it stands. */
export type Refuse = (problem: string) => never

const CORE = 'tag:yaml.org,2002:'
const NULL = /^(?:null|Null|NULL|~)$/
const TRUE = /^(?:true|True|TRUE)$/
const FALSE = /^(?:false|False|FALSE)$/
const NOT_FINITE = /^(?:[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const INT = /^([+-]?)(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0|[1-9]\d*)$/

export function scalarValue(text: string, style: ScalarStyle, refuse: Refuse): Value {
  if (style !== 'plain') return text
  if (text === '' || NULL.test(text)) return null
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  const int = intOf(text, refuse)
  if (int !== undefined) return int
  // Digits that start with a zero are no number.
  if (/^[+-]?0\d+$/.test(text)) return text
  const float = floatOf(text)
  return float === undefined ? text : float
}

/** Ints of 64 bits, with or without a sign, are values; those of 128 are refused, and longer ones are floats. */
function intOf(text: string, refuse: Refuse): Value {
  const match = INT.exec(text)
  if (!match) return undefined
  const size = BigInt(text.replace(/^[+-]/, ''))
  const isNegative = match[1] === '-'
  if (size >> (isNegative ? 127n : 128n) > 0n && size !== 1n << 127n) return undefined
  const value = isNegative ? -size : size
  if (value >= 1n << 64n) return refuse(`invalid type: integer \`${value}\` as u128, expected any valid JSON value`)
  if (value < -(1n << 63n)) return refuse(`invalid type: integer \`${value}\` as i128, expected any valid JSON value`)
  return value >= 1n << 63n ? new Float(Number(value)) : normalize(value)
}

/** What is not finite is written as nothing. */
function floatOf(text: string): Value {
  if (NOT_FINITE.test(text)) return null
  if (!FLOAT.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? new Float(value) : undefined
}

export function taggedScalar(tag: string, text: string, refuse: Refuse): Value {
  if (tag.startsWith('!')) return refuse('invalid type: enum, expected any valid JSON value')
  const wrong = (expected: string): never => refuse(`invalid value: string ${quoted(text)}, expected ${expected}`)
  switch (tag) {
    case `${CORE}null`:
      return NULL.test(text) ? null : wrong('null')
    case `${CORE}bool`:
      return TRUE.test(text) || (FALSE.test(text) ? false : wrong('a boolean'))
    case `${CORE}int`:
      return intOf(text, refuse) ?? wrong('an integer')
    case `${CORE}float`: {
      const value = floatOf(text)
      return value === undefined ? wrong('a float') : value
    }
    default:
      return text
  }
}

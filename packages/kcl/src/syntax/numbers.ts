/** Number tokens. Integers are read as u64 and become the i64 with the same bits. */
import type { NumberLiteral, NumberSuffix } from './nodes.ts'
import type { Token } from './tokens.ts'

/** Most numbers: nothing to interpret, nothing to overflow. */
const SIMPLE = /^(?:0|[1-9]\d{0,17})$/
const SUFFIX = /(Ki|Mi|Gi|Ti|Pi|[numkKMGTP])$/

export function numberLiteral(token: Token): NumberLiteral {
  const { start, end } = token
  if (SIMPLE.test(token.text)) {
    return { kind: 'NumberLiteral', value: { type: 'int', int: BigInt(token.text) }, suffix: undefined, start, end }
  }
  const text = token.text.replaceAll('_', '')
  const isPrefixed = /^0[xXbBoO]/.test(text)
  const suffix = SUFFIX.exec(text)
  const digits = suffix ? text.slice(0, suffix.index) : text
  if (!isPrefixed && /[.eE]/.test(digits)) {
    return { kind: 'NumberLiteral', value: { type: 'float', float: Number(digits) }, suffix: undefined, start, end }
  }
  const octal = /^0[0-7]+$/.test(digits)
  let int: bigint
  try {
    int = BigInt(octal ? `0o${digits.slice(1)}` : digits)
  } catch {
    int = BigInt(digits.replace(/\D/g, '') || '0')
  }
  return {
    kind: 'NumberLiteral',
    value: { type: 'int', int: int >= 1n << 64n ? int : BigInt.asIntN(64, int) },
    suffix: suffix?.[1] as NumberSuffix | undefined,
    start,
    end,
  }
}

/** True where the digits do not fit into 64 bits. */
export function isTooLarge(literal: NumberLiteral): boolean {
  return literal.value.type === 'int' && literal.value.int >= 1n << 64n
}

/** Number tokens. Integers are read as u64 and become the i64 with the same bits. */
import { identifierEnd, isIdentifierStart } from './identifiers.ts'
import type { NumberLiteral, NumberSuffix } from './nodes.ts'
import type { Token } from './tokens.ts'

interface ReadNumber {
  readonly end: number
  /** What it counts as: digits that are broken count as 0, a suffix that is none does not count. */
  readonly value: string
  readonly problems?: readonly string[]
}

const SUFFIX = /^(?:Ki|Mi|Gi|Ti|Pi|[numkKMGTP])$/
const BASES: Readonly<Record<string, { readonly base: number; readonly name: string; readonly digits: RegExp }>> = {
  b: { base: 2, name: 'binary', digits: /[\d_]*/y },
  o: { base: 8, name: 'octal', digits: /[\d_]*/y },
  x: { base: 16, name: 'hexadecimal', digits: /[\da-fA-F_]*/y },
}
const EXPONENT = /[eE][+-]?([\d_]*)/y
const SEPARATED = /^\d+(?:_\d+)*$/

/** A number that is more than a few digits. */
export function readNumber(text: string, start: number, to: number): ReadNumber {
  const second = text.charAt(start + 1)
  // What follows a leading zero names the base; a digit or `_` there stands for octal, whatever it is.
  const isOctal = text.charAt(start) === '0' && /[\d_]/.test(second)
  const prefix = text.charAt(start) === '0' ? (isOctal ? BASES['o'] : BASES[second]) : undefined
  const from = prefix ? start + 2 : start
  let end = matchEnd(prefix?.digits ?? BASES['o']?.digits ?? /\d/y, text, from, to)
  if (prefix && !/[\da-fA-F]/.test(text.slice(from, end))) {
    return { end, value: '0', problems: ['no valid digits found for number'] }
  }
  const bad = prefix && prefix.base < 10 ? badDigit(text.slice(start, end), isOctal ? 1 : 2, prefix.base) : undefined
  if (bad !== undefined) {
    const problems = [`invalid digit for a base ${prefix?.base} literal, start: ${bad}, stop: ${bad + 1}`]
    return { end: identifierEnd(text, end, to), value: '0', problems }
  }
  let isFloat = false
  const exponentIsEmpty = (): boolean => {
    EXPONENT.lastIndex = end
    const exponent = /[eE]/.test(text.charAt(end)) ? EXPONENT.exec(text) : null
    if (!exponent) return false
    isFloat = true
    end = EXPONENT.lastIndex
    return !/\d/.test(exponent[1] ?? '')
  }
  let isBroken = false
  // `1..2` and `1.name` are no floats.
  if (
    text.charAt(end) === '.' &&
    end < to &&
    text.charAt(end + 1) !== '.' &&
    !(end + 1 < to && isIdentifierStart(text, end + 1))
  ) {
    isFloat = true
    end++
    if (/\d/.test(text.charAt(end)) && end < to) {
      end = matchEnd(/[\d_]*/y, text, end, to)
      isBroken = exponentIsEmpty()
    }
  } else if (prefix?.base !== 16) isBroken = exponentIsEmpty()
  const digits = text.slice(start, end)
  const suffixStart = end
  if (end < to && isIdentifierStart(text, end)) end = identifierEnd(text, end, to)
  if (isFloat && prefix) return { end, value: '0.0', problems: [`${prefix.name} float literal is not supported`] }
  if (isBroken) return { end, value: '0.0', problems: ['expected at least one digit in exponent'] }
  if (isFloat) {
    return digits.includes('_')
      ? { end, value: '0.0', problems: [`expected one of ["float"] got ${text.slice(start, end)}`] }
      : { end, value: digits }
  }
  const suffix = text.slice(suffixStart, end)
  const isSuffix = SUFFIX.test(suffix)
  const int = intText(digits, isOctal ? 1 : prefix ? 2 : 0, prefix?.base ?? 10)
  const problems: string[] = []
  if (!isSuffix && suffix !== '' && suffix !== 'i') problems.push('invalid int binary suffix')
  const own = isSuffix ? suffix : ''
  if (int === undefined) problems.push(`expected one of ["int"] got ${digits}${own}`)
  return { end, value: `${int ?? '0'}${own}`, problems }
}

function matchEnd(pattern: RegExp, text: string, from: number, to: number): number {
  pattern.lastIndex = from
  pattern.test(text)
  return Math.min(to, Math.max(from, pattern.lastIndex))
}

function badDigit(digits: string, from: number, base: number): number | undefined {
  for (let at = from; at < digits.length; at++) if (Number(digits.charAt(at)) >= base) return at
  return undefined
}

/** Undefined where digits are not separated one by one, or do not fit into 64 bits. */
function intText(digits: string, prefix: number, base: number): string | undefined {
  const given = digits.slice(prefix)
  const separated = prefix > 0 ? given.replace(/^_/, '') : given
  if (base !== 16 && !SEPARATED.test(separated)) return undefined
  if (base === 16 && !/^[\da-fA-F]+(?:_[\da-fA-F]+)*$/.test(separated)) return undefined
  const plain = separated.replaceAll('_', '')
  const int = BigInt(base === 10 ? plain : `0${base === 2 ? 'b' : base === 8 ? 'o' : 'x'}${plain}`)
  return int >= 1n << 64n ? undefined : int.toString()
}

const INT = /^\d+$/
const WITH_SUFFIX = /^(\d+)(Ki|Mi|Gi|Ti|Pi|[numkKMGTP])$/

export function numberLiteral(token: Token): NumberLiteral {
  const { start, end, text } = token
  if (INT.test(text)) {
    const int = BigInt(text)
    const value = text.length < 19 ? int : BigInt.asIntN(64, int)
    return { kind: 'NumberLiteral', value: { type: 'int', int: value }, suffix: undefined, start, end }
  }
  const multiplied = WITH_SUFFIX.exec(text)
  if (!multiplied) {
    return { kind: 'NumberLiteral', value: { type: 'float', float: Number(text) }, suffix: undefined, start, end }
  }
  const int = BigInt.asIntN(64, BigInt(multiplied[1] ?? '0'))
  return { kind: 'NumberLiteral', value: { type: 'int', int }, suffix: multiplied[2] as NumberSuffix, start, end }
}

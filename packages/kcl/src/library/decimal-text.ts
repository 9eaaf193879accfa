/** Floats with a given number of digits: of the exact value, halves to the even digit, as far as anyone asks. */

import { floatToString } from '../runtime/numbers.ts'

/** A finite, non-negative float as a fraction. */
function fractionOf(value: number): readonly [numerator: bigint, denominator: bigint] {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const mantissa = (raw & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n)
  const scale = Math.max(exponent, 1) - 1075
  return scale >= 0 ? [mantissa << BigInt(scale), 1n] : [mantissa, 1n << BigInt(-scale)]
}

function dividedToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  const isUp = twice > denominator || (twice === denominator && quotient % 2n === 1n)
  return isUp ? quotient + 1n : quotient
}

/** `1234.50` */
export function fixed(value: number, digits: number): string {
  const [numerator, denominator] = fractionOf(value)
  const scaled = String(dividedToEven(numerator * 10n ** BigInt(digits), denominator)).padStart(digits + 1, '0')
  return digits === 0 ? scaled : `${scaled.slice(0, -digits)}.${scaled.slice(-digits)}`
}

/** `1.2345e+03`: as many digits after the first, and at least two of the exponent. */
export function exponential(value: number, digits: number): string {
  const [mantissa, exponent] = scientific(value, digits)
  const text = String(mantissa)
  const fraction = digits === 0 ? '' : `.${text.slice(1)}`
  return `${text.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** The first digits of a float as a whole number, and the exponent of the first of them. */
function scientific(value: number, digits: number): readonly [mantissa: bigint | string, exponent: number] {
  if (value === 0) return ['0'.repeat(digits + 1), 0]
  const [numerator, denominator] = fractionOf(value)
  let exponent = Math.floor(Math.log10(value))
  for (;;) {
    const shift = digits - exponent
    const mantissa =
      shift >= 0
        ? dividedToEven(numerator * 10n ** BigInt(shift), denominator)
        : dividedToEven(numerator, denominator * 10n ** BigInt(-shift))
    const { length } = String(mantissa)
    if (length === digits + 1) return [mantissa, exponent]
    exponent += length > digits + 1 ? 1 : -1
  }
}

/** As `%g`: whichever of the two is shorter, without zeros at the end. */
export function general(value: number, digits: number): string {
  const significant = Math.max(digits, 1)
  const [, exponent] = scientific(value, significant - 1)
  if (exponent >= -4 && exponent < significant) return withoutZeros(fixed(value, significant - 1 - exponent))
  const [mantissa = '', power = ''] = exponential(value, significant - 1).split('e')
  return `${withoutZeros(mantissa)}e${power}`
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** The fewest digits that give the value back, with an exponent where it is very large or small. */
export function shortest(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value !== 0 && (exponent >= 16 || exponent < -4))
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return floatToString(value)
}

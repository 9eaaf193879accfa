const EXACT_DIGITS = 15
/** The largest power of ten that a double holds exactly. */
const EXACT_POWER = 22

/**
 * The reference writes YAML from JSON that it has read back, and reads more digits than are exact by dividing them as a
 * whole: the last digit may change.
 */
export function readBack(value: number): number {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential())
  if (!match) return value
  const places = Number(match[4])
  let fraction = match[3] ?? ''
  // A whole number is written with a zero behind its point, which is one digit more to be read.
  if (fraction.length <= places && places <= EXACT_DIGITS) fraction = fraction.padEnd(places + 1, '0')
  const digits = Number(`${match[2]}${fraction}`)
  const exponent = places - fraction.length
  if (fraction.length < EXACT_DIGITS && Math.abs(exponent) <= EXACT_POWER) return value
  if (Math.abs(exponent) > 308) return value
  const power = Number(`1e${Math.abs(exponent)}`)
  const magnitude = exponent < 0 ? digits / power : digits * power
  return match[1] === '-' ? -magnitude : magnitude
}

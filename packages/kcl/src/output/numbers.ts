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

/** The shortest digits that give a float back: positional for exponents −5…15, with an exponent beyond. */
export function floatText(value: number): { readonly digits: string; readonly exponent: number | undefined } {
  if (value === 0) return { digits: Object.is(value, -0) ? '-0.0' : '0.0', exponent: undefined }
  const magnitude = Math.abs(value)
  if (magnitude >= 1e-4 && magnitude < 1e16) {
    const text = String(value)
    return { digits: text.includes('.') ? text : `${text}.0`, exponent: undefined }
  }
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent !== -5) return { digits: mantissa, exponent }
  const sign = value < 0 ? '-' : ''
  return { digits: `${sign}0.0000${mantissa.replace(/[-.]/g, '')}`, exponent: undefined }
}

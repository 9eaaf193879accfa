/** The shortest digits that give a float back, without an exponent. */
export function positional(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  if (text.length > 15) {
    const greater = greaterOfTwo(Math.abs(value), text)
    if (greater !== undefined) return value < 0 ? `-${greater}` : greater
  }
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign = '', head = '', tail = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  const digits = head + tail
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  return (
    sign +
    (digits.length <= exponent + 1
      ? digits.padEnd(exponent + 1, '0')
      : `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`)
  )
}

/** Where two texts of the same length are equally near, JavaScript takes the even one; the reference takes the greater one. */
function greaterOfTwo(value: number, text: string): string | undefined {
  const [mantissa = '', exponent = '0'] = text.replace('-', '').split('e')
  const scale = (mantissa.split('.')[1]?.length ?? 0) - Number(exponent)
  const digits = BigInt(mantissa.replace('.', ''))
  let whole = value
  let parts = 1n
  // What has more binary places has more digits than a float can tell apart.
  for (let places = 0; !Number.isInteger(whole); places++) {
    if (places === 30) return undefined
    whole *= 2
    parts *= 2n
  }
  const middle = (2n * digits + 1n) * parts * 10n ** BigInt(Math.max(-scale, 0))
  if (middle !== 2n * BigInt(whole) * 10n ** BigInt(Math.max(scale, 0))) return undefined
  const greater = String(digits + 1n)
  if (scale <= 0) return greater + '0'.repeat(-scale)
  const padded = greater.padStart(scale + 1, '0')
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
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

export function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  const { digits, exponent } = floatText(value)
  return exponent === undefined ? digits : `${digits}e${exponent < 0 ? '' : '+'}${exponent}`
}

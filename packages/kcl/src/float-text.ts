/** The shortest digits that give a float back, without an exponent. */
export function positional(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
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

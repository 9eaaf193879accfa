/** The order of texts by their characters, not by halves of them. */
export function byCodePoint(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a.codePointAt(at) as number
    const y = b.codePointAt(at) as number
    if (x !== y) return x - y
  }
  return a.length - b.length
}

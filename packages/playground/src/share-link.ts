/** A program in the address of the page: deflated, in base64 for addresses, after `#code=`. */
const PREFIX = '#code='
/** More than any program that a person shares, and less than what blocks a page. */
const LONGEST_SOURCE = 1_000_000

export async function linkTo(source: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(source), new CompressionStream('deflate-raw'))
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return PREFIX + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined where the address has no program; null where what it has is damaged. */
export async function sourceIn(fragment: string): Promise<string | undefined | null> {
  if (!fragment.startsWith(PREFIX)) return undefined
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    const source = await through(bytes, new DecompressionStream('deflate-raw'))
    return new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    return null
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, change: CompressionStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for (const reader = new Blob([bytes]).stream().pipeThrough(change).getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > LONGEST_SOURCE) throw new RangeError('too long for a link')
    parts.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

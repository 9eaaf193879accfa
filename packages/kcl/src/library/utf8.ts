/** Bytes as text, and where they are none. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Undefined where the bytes are no text. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** How the reference describes the first place at which bytes stop to be text. */
export function utf8Error(bytes: Uint8Array): string {
  let at = 0
  while (at < bytes.length) {
    const { length, isWhole } = sequence(bytes, at)
    if (isWhole) at += length
    else
      return `Utf8Error { valid_up_to: ${at}, error_len: ${at + length === bytes.length && length < expected(bytes[at] ?? 0) ? 'None' : `Some(${Math.max(1, length)})`} }`
  }
  return ''
}

function expected(lead: number): number {
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead < 0xe0) return 2
  if (lead >= 0xe0 && lead < 0xf0) return 3
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0
}

/** How many bytes at a place belong together. */
function sequence(bytes: Uint8Array, start: number): { readonly length: number; readonly isWhole: boolean } {
  const lead = bytes[start] ?? 0
  const wanted = expected(lead)
  let length = Math.min(1, wanted)
  while (length > 0 && length < wanted && start + length < bytes.length) {
    const byte = bytes[start + length] ?? 0
    const [lowest, highest] = length === 1 ? secondByte(lead) : [0x80, 0xbf]
    if (byte < lowest || byte > highest) break
    length++
  }
  return { length, isWhole: wanted > 0 && length === wanted }
}

/** Overlong forms, surrogates and what is beyond Unicode are excluded by their second byte. */
function secondByte(lead: number): readonly [number, number] {
  switch (lead) {
    case 0xe0:
      return [0xa0, 0xbf]
    case 0xed:
      return [0x80, 0x9f]
    case 0xf0:
      return [0x90, 0xbf]
    case 0xf4:
      return [0x80, 0x8f]
    default:
      return [0x80, 0xbf]
  }
}

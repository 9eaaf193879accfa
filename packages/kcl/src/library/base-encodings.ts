/** `base32` and `base64`, as forgiving and as strict as the reference. */
import type { LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { text } from './arguments.ts'
import { bytesOf, textOfBytes, utf8Error } from './utf8.ts'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Groups of bits, from the left; what is missing at the end is zero. */
function regroup(values: readonly number[] | Uint8Array, from: number, to: number): number[] {
  const groups: number[] = []
  let bits = 0
  let count = 0
  for (const value of values) {
    bits = (bits << from) | value
    count += from
    while (count >= to) {
      count -= to
      groups.push((bits >> count) & ((1 << to) - 1))
    }
    bits &= (1 << count) - 1
  }
  if (count > 0) groups.push((bits << (to - count)) & ((1 << to) - 1))
  return groups
}

function encoded(source: string, alphabet: string, bits: number, block: number): string {
  const digits = regroup(bytesOf(source), 8, bits)
  const shown = digits.map((digit) => alphabet[digit]).join('')
  return shown.padEnd(Math.ceil(shown.length / block) * block, '=')
}

/** At most six `=` are taken off the end; the others count as zero. */
function decodeBase32(source: string): number[] | undefined {
  const length = source.length - (/={1,6}$/.exec(source)?.[0].length ?? 0)
  const digits: number[] = []
  for (const character of source.toUpperCase()) {
    const digit = character === '=' ? 0 : BASE32.indexOf(character)
    if (digit < 0) return undefined
    digits.push(digit)
  }
  return regroup(digits, 5, 8).slice(0, Math.floor((length * 5) / 8))
}

function decodeBase64(source: string): Uint8Array {
  const bytes = bytesOf(source)
  const refuse = (why: string): never => fail(`called \`Result::unwrap()\` on an \`Err\` value: ${why}`)
  const digitOf = (byte: number): number => (byte < 0x80 ? BASE64.indexOf(String.fromCharCode(byte)) : -1)
  const PAD = 61
  const last = bytes.at(-1) ?? PAD
  if (bytes.length % 4 === 1) {
    if (last !== PAD && digitOf(last) < 0) refuse(`InvalidByte(${bytes.length - 1}, ${last})`)
    refuse('InvalidLength')
  }
  const digits: number[] = []
  let firstPad: number | undefined
  for (const [at, byte] of bytes.entries()) {
    if (byte === PAD) {
      if (at % 4 < 2) refuse(`InvalidByte(${firstPad ?? at}, ${byte})`)
      firstPad ??= at
      continue
    }
    if (firstPad !== undefined) refuse(`InvalidByte(${firstPad}, ${PAD})`)
    const digit = digitOf(byte)
    if (digit < 0) refuse(`InvalidByte(${at}, ${byte})`)
    digits.push(digit)
  }
  const spare = (digits.length * 6) % 8
  if (((digits.at(-1) ?? 0) & ((1 << spare) - 1)) !== 0) {
    refuse(`InvalidLastSymbol(${digits.length - 1}, ${bytes[digits.length - 1]})`)
  }
  return Uint8Array.from(regroup(digits, 6, 8).slice(0, Math.floor((digits.length * 6) / 8)))
}

export const base32: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['encode', (call) => encoded(text(call, 0, 'value'), BASE32, 5, 8)],
  [
    'decode',
    (call) => {
      const bytes = decodeBase32(text(call, 0, 'value'))
      if (!bytes) return fail("decode() missing 1 required positional argument: 'value'")
      return textOfBytes(Uint8Array.from(bytes)) ?? null
    },
  ],
])

export const base64: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  // Whatever the encoding argument says, it is UTF-8.
  ['encode', (call) => encoded(text(call, 0, 'value'), BASE64, 6, 4)],
  [
    'decode',
    (call) => {
      const bytes = decodeBase64(text(call, 0, 'value'))
      return textOfBytes(bytes) ?? fail(`called \`Result::unwrap()\` on an \`Err\` value: ${utf8Error(bytes)}`)
    },
  ],
])

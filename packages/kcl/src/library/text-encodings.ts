/** Text in the encodings of the web, which the platform only decodes: their tables are read off its decoders. */
import { bytesOf } from './utf8.ts'

/** Encodings that the web never writes: what is asked for in them becomes UTF-8. */
const READ_ONLY = /^(?:utf-8|utf-16le|utf-16be|replacement)$/
/** The platform knows these names as refused ones only. */
const REPLACED = /^(?:replacement|hz-gb-2312|iso-2022-cn(?:-ext)?|iso-2022-kr|csiso2022kr)$/i

const DOUBLE_BYTE = new Set(['big5', 'euc-jp', 'euc-kr', 'gb18030', 'gbk', 'shift_jis'])

type Table = ReadonlyMap<string, readonly number[]>
const tables = new Map<string, Table>()

/** Undefined for names of no encoding. */
function encodingOf(label: string): string | undefined {
  if (REPLACED.test(label)) return 'replacement'
  if (/\s/.test(label)) return undefined
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}

function tableOf(encoding: string): Table {
  const known = tables.get(encoding)
  if (known) return known
  const table = new Map<string, readonly number[]>()
  const decoder = new TextDecoder(encoding)
  const add = (bytes: readonly number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes))
    const isOne = Array.from(text).length === 1 && text !== '\ufffd'
    // Of several the first one is written; Big5's first rows are read only.
    if (isOne && !table.has(text) && !(encoding === 'big5' && (bytes[0] ?? 0) < 0xa1 && bytes.length > 1)) {
      table.set(text, bytes)
    }
  }
  for (let byte = 0; byte < 0x100; byte++) add([byte])
  if (DOUBLE_BYTE.has(encoding)) {
    for (let lead = 0x81; lead < 0xff; lead++) for (let byte = 0x40; byte < 0xff; byte++) add([lead, byte])
  }
  tables.set(encoding, table)
  return table
}

/** GB18030 counts what lies beyond the first plane through four bytes. */
function fourBytes(character: string): readonly number[] | undefined {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x10000) return undefined
  const rest = point - 0x10000
  return [
    0x90 + Math.floor(rest / 12600),
    0x30 + (Math.floor(rest / 1260) % 10),
    0x81 + (Math.floor(rest / 10) % 126),
    0x30 + (rest % 10),
  ]
}

/** The bytes of a text; or why there are none. */
export function encodeText(text: string, name: string): Uint8Array | string {
  const label = name.toLowerCase().replaceAll(' ', '-')
  const encoding = encodingOf(label)
  if (encoding === undefined) return `unknown encoding ${label}`.trimEnd()
  if (READ_ONLY.test(encoding)) return bytesOf(text)
  const table = tableOf(encoding)
  const bytes: number[] = []
  for (const character of text) {
    const found = table.get(character) ?? (encoding === 'gb18030' ? fourBytes(character) : undefined)
    if (!found) return `encoding errors occurred while encoding to ${label}`
    bytes.push(...found)
  }
  return Uint8Array.from(bytes)
}

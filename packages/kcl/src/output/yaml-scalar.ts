/* oxlint-disable no-control-regex -- control characters are what these patterns are about */
/** How a string is written as a YAML scalar. */

const PLAIN = /^[A-Za-z_/][\w/.$;()=@+-]*(?: [\w/.$;()=@+-]+)*$/
const AMBIGUOUS = /^(?:true|false|yes|no|on|off|y|n|null|nil|nan|~)$/i
const LONGEST_AMBIGUOUS = 5
const STARTS_AS_NUMBER = /^[0-9+.-]/
const BREAK = /[\n\r\u0085\u2028\u2029]/
const UNPRINTABLE =
  /[\0-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const ESCAPED =
  /[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
/** Characters that mean something to YAML: at the start, or where white space follows or precedes. */
const INDICATES = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t\n\r\0]|$)|---|\.\.\.)|:(?:[ \t\n]|$)|(?:^|[ \t\n])#/
const SPACE_AT_EDGE = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/

const NAMED_ESCAPES = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
])

function escaped(character: string): string {
  const name = NAMED_ESCAPES.get(character)
  if (name !== undefined) return name
  const code = character.charCodeAt(0).toString(16).toUpperCase()
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
}

function doubleQuoted(text: string): string {
  return `"${text.replace(ESCAPED, escaped)}"`
}

/** Only the line and paragraph separators can be breaks here: everything with a newline is a block. */
function singleQuoted(text: string, pad: string): string {
  const quoted = text.replaceAll("'", "''")
  return BREAK.test(text) ? `'${quoted.replace(/([\u2028\u2029]+)/g, `$1${pad}`)}'` : `'${quoted}'`
}

function literal(text: string, pad: string): string {
  const indentation = SPACE_AT_EDGE.test(text.charAt(0)) ? '2' : ''
  const last = text.charAt(text.length - 1)
  const beforeLast = text.charAt(text.length - 2)
  const chomping = !BREAK.test(last) ? '-' : text.length === 1 || BREAK.test(beforeLast) ? '+' : ''
  return `|${indentation}${chomping}\n${text.replace(/(^|[\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, `$1${pad}`)}`
}

/** ASCII characters that mean nothing to YAML, wherever they stand: 2 where they may come first, 1 elsewhere. */
const HARMLESS = new Uint8Array(128)
for (let unit = 33; unit < 127; unit++) {
  const character = String.fromCharCode(unit)
  HARMLESS[unit] = /[A-Za-z_/]/.test(character) ? 2 : /[\w/.$;()=@+-]/.test(character) ? 1 : 0
}
const SCANNED_LENGTH = 64

/** Whether a text is certainly a plain scalar: most are, and this is told without looking for what else it could be. */
function isHarmless(text: string): boolean {
  const { length } = text
  if (length === 0 || length > SCANNED_LENGTH || (HARMLESS[text.charCodeAt(0)] ?? 0) < 2) return false
  for (let at = 1; at < length; at++) if ((HARMLESS[text.charCodeAt(at)] ?? 0) === 0) return false
  return length > LONGEST_AMBIGUOUS || !AMBIGUOUS.test(text)
}

/** The scalar's text; `pad` is the indentation of its further lines. A block that ends with a break needs no newline after it. */
export function yamlString(text: string, pad: string): string {
  if (isHarmless(text)) return text
  if (PLAIN.test(text)) return text.length <= LONGEST_AMBIGUOUS && AMBIGUOUS.test(text) ? `'${text}'` : text
  if (text === '') return "''"
  const hasSpaceBeforeBreak = / [\n\r\u0085\u2028\u2029]/.test(text)
  if (UNPRINTABLE.test(text) || hasSpaceBeforeBreak) return doubleQuoted(text)
  if (text.includes('\n')) return text.endsWith(' ') ? doubleQuoted(text) : literal(text, pad)
  const breaks = BREAK.test(text)
  if (breaks && /[\u2028\u2029] /.test(text)) return doubleQuoted(text)
  if (
    breaks ||
    AMBIGUOUS.test(text) ||
    STARTS_AS_NUMBER.test(text) ||
    INDICATES.test(text) ||
    SPACE_AT_EDGE.test(text)
  ) {
    return singleQuoted(text, pad)
  }
  return text
}

/** Even if every character takes three bytes, a key of this length is a short one. */
const LONGEST_SHORT_KEY = 42

export function isHarmlessKey(key: string): boolean {
  return key.length <= LONGEST_SHORT_KEY && isHarmless(key)
}

/** A key that has several lines or more than 128 bytes is written with `? `. */
export function isSimpleKey(key: string): boolean {
  if (key.length <= LONGEST_SHORT_KEY) return !BREAK.test(key)
  if (key.length > 128 || BREAK.test(key)) return false
  let bytes = key.length
  for (let at = 0; at < key.length; at++) {
    const unit = key.charCodeAt(at)
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes <= 128
}

/** What a string token means: escapes, the layout of long strings, and where its interpolations lie. */

export interface TextPart {
  readonly kind: 'text'
  readonly value: string
}
/** Offsets into the source. */
export interface ExpressionPart {
  readonly kind: 'expression'
  readonly start: number
  readonly end: number
}
export type StringPart = TextPart | ExpressionPart

export interface StringContent {
  readonly parts: readonly StringPart[]
  readonly isRaw: boolean
  readonly isLong: boolean
  /** An interpolation that nothing closes. */
  readonly isOpen: boolean
}

/** The value of a string that is what stands between two single quotation marks; undefined for all others. */
export function plainString(source: string, start: number, end: number): string | undefined {
  const quote = source.charCodeAt(start)
  // Raw strings begin with a letter, long ones with an empty one.
  if ((quote !== 34 && quote !== 39) || end - start < 2 || source.charCodeAt(start + 1) === quote) return undefined
  if (source.charCodeAt(end - 1) !== quote) return undefined
  for (let at = start + 1; at < end - 1; at++) {
    const unit = source.charCodeAt(at)
    if (unit === BACKSLASH || (unit === DOLLAR && source.charCodeAt(at + 1) === OPEN_BRACE)) return undefined
  }
  return source.slice(start + 1, end - 1)
}

export function stringContent(source: string, start: number, end: number): StringContent {
  const isRaw = source.charAt(start) === 'r' || source.charAt(start) === 'R'
  const open = start + (isRaw ? 1 : 0)
  const isLong = source.startsWith('"""', open) || source.startsWith("'''", open)
  const quoteLength = isLong ? 3 : 1
  const closed = end - quoteLength >= open + quoteLength && source.endsWith(source.slice(open, open + quoteLength), end)
  const from = open + quoteLength
  const to = closed ? end - quoteLength : end
  if (isRaw) {
    const value = dedentText(source.slice(from, to).replaceAll('\r\n', '\n'), isLong)
    return { parts: [{ kind: 'text', value }], isRaw, isLong, isOpen: false }
  }
  // What is never closed, or cannot be read, says nothing.
  const isLost = (isLong && !closed) || !isReadable(source.slice(from, to))
  const parts = isLost ? NO_TEXT : splitParts(source, from, to)
  return { parts: isLong ? dedentParts(parts) : parts, isRaw, isLong, isOpen: isLeftOpen(source, from, to) }
}

const NO_TEXT: readonly StringPart[] = [{ kind: 'text', value: '' }]

/** An escape by number that lacks digits, or is none of Unicode's, and a backslash with nothing behind it. */
const ESCAPES =
  /\\(?:x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|N(?!\{[^{}]+\})|([^])|$)/g

/** Whether each escape of a text stands for something. */
export function isReadable(text: string): boolean {
  if (!text.includes('\\')) return true
  for (const [, character] of text.matchAll(ESCAPES)) if (character === undefined) return false
  return true
}

function splitParts(source: string, from: number, to: number): readonly StringPart[] {
  // Most long texts are documentation, and mean what they look like.
  const whole = source.slice(from, to)
  if (!whole.includes('\\') && !whole.includes('\r') && !whole.includes('${')) return [{ kind: 'text', value: whole }]
  const parts: StringPart[] = []
  let text = ''
  /** What is taken as it is written begins here. */
  let plain = from
  let at = from
  let mayClose = true
  while (at < to) {
    const unit = source.charCodeAt(at)
    // A line ends with a line feed, whatever ended it in the file.
    if (unit === CARRIAGE_RETURN && source.charCodeAt(at + 1) === LINE_FEED) {
      text += source.slice(plain, at)
      plain = ++at
      continue
    }
    if (unit === BACKSLASH) {
      const escape = readEscape(source, at, to)
      text += source.slice(plain, at) + escape.value
      plain = at = escape.end
      continue
    }
    if (unit === DOLLAR && mayClose && source.charCodeAt(at + 1) === OPEN_BRACE) {
      const close = source.indexOf('}', at + 2)
      mayClose = close >= 0 && close < to
      if (mayClose) {
        text += source.slice(plain, at)
        // Escapes count before interpolations: a backslash takes one as it stands, and those of its text's `\$` away.
        if (text.endsWith('\\')) {
          text = `${text}${unescaped(source, at, close + 1)}`.replaceAll('\\$', '$')
          plain = at = close + 1
          continue
        }
        if (text !== '') parts.push({ kind: 'text', value: text })
        text = ''
        parts.push({ kind: 'expression', start: at + 2, end: close })
        plain = at = close + 1
        continue
      }
    }
    at++
  }
  text += source.slice(plain, to)
  if (text !== '' || parts.length === 0) parts.push({ kind: 'text', value: text })
  return parts
}

const BACKSLASH = 92
const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const DOLLAR = 36
const OPEN_BRACE = 123

function unescaped(source: string, from: number, to: number): string {
  let text = ''
  for (let at = from; at < to;) {
    const escape = source.charCodeAt(at) === BACKSLASH ? readEscape(source, at, to) : undefined
    text += escape?.value ?? source.charAt(at)
    at = escape?.end ?? at + 1
  }
  return text
}

/** One that is escaped too: nobody looks at what stands before it. */
function isLeftOpen(source: string, from: number, to: number): boolean {
  const text = source.slice(from, to)
  const last = text.lastIndexOf('${')
  return last >= 0 && !text.includes('}', last)
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
}

function readEscape(source: string, at: number, to: number): { readonly value: string; readonly end: number } {
  const next = source.charAt(at + 1)
  if (next === '$') return { value: '\\', end: at + 1 }
  const simple = SIMPLE[next]
  if (simple !== undefined) return { value: simple, end: at + 2 }
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, Math.min(to, at + 4)))
  if (octal) return { value: String.fromCodePoint(Number.parseInt(octal[0], 8)), end: at + 1 + octal[0].length }
  const width = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0
  if (width > 0) {
    const digits = source.slice(at + 2, at + 2 + width)
    if (digits.length === width && /^[0-9a-fA-F]+$/.test(digits)) {
      const code = Number.parseInt(digits, 16)
      const isScalar = code < 0xd800 || code > 0xdfff
      return { value: isScalar ? String.fromCodePoint(code) : '\ufffd', end: at + 2 + width }
    }
  }
  return { value: `\\${next}`, end: Math.min(to, at + 2) }
}

function dedentText(text: string, isLong: boolean): string {
  if (!isLong) return text
  const parts = dedentParts([{ kind: 'text', value: text }])
  return parts.map((part) => (part.kind === 'text' ? part.value : '')).join('')
}

/**
 * Takes the common indentation of all lines away, after the first line break. Lines of white space are empty; only the
 * last one counts as others do.
 */
function dedentParts(parts: readonly StringPart[]): StringPart[] {
  const [first, ...others] = parts
  const whole: readonly StringPart[] =
    first?.kind === 'text' && first.value.startsWith('\n')
      ? [{ kind: 'text', value: first.value.slice(1) }, ...others]
      : parts
  const texts = whole.map((part) => (part.kind === 'text' ? part.value.split('\n') : undefined))
  const isEmpty = (text: string, part: number, line: number): boolean => {
    if (text.trim() !== '') return false
    if (line < (texts[part]?.length ?? 0) - 1) return true
    // It ends at the closing quotation marks, or an expression stands behind it.
    return part === whole.length - 1 && text === ''
  }
  // An expression begins its line at once.
  let margin = whole[0]?.kind === 'expression' ? 0 : Number.POSITIVE_INFINITY
  for (const [part, lines] of texts.entries()) {
    for (const [line, text] of (lines ?? []).entries()) {
      // What follows an expression begins no line.
      if ((line > 0 || part === 0) && !isEmpty(text, part, line)) margin = Math.min(margin, indentationOf(text))
    }
  }
  return whole.map((part, index): StringPart => {
    if (part.kind !== 'text') return part
    const lines = (texts[index] ?? []).map((text, line) => {
      if (line === 0 && index > 0) return text
      return isEmpty(text, index, line) ? '' : text.slice(margin)
    })
    return { kind: 'text', value: lines.join('\n') }
  })
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length
}

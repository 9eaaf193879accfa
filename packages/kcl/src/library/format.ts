/** `str.format`: the fields of Python's mini-language and its specifications of numbers and texts. */
import { select, subscript } from '../runtime/collections.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt } from '../runtime/numbers.ts'
import { toText } from '../runtime/operations.ts'
import { Float, type Int, type List, type Value } from '../runtime/values.ts'
import { exponential, fixed, general, shortest } from './decimal-text.ts'

interface Field {
  /** Empty where the next argument in order is meant. */
  readonly head: string
  readonly path: readonly Step[]
  readonly specification: string
}

type Step = { readonly kind: 'attribute' | 'key' | 'index'; readonly name: string }

export function format(template: string, call: Call): string {
  let next = 0
  const argument = (head: string): Value => {
    const isPlace = head === '' || (/^\+?\d+$/.test(head) && Number(head) < MAXIMUM_PLACE)
    if (!isPlace) return call.keyword?.has(head) ? call.keyword.get(head) : fail(`keyword argument '${head}' not found`)
    if (head !== '' && next > 0)
      return fail('cannot switch from automatic field numbering to manual field specification')
    const index = head === '' ? next++ : Number(head)
    return index < call.positional.length ? call.positional[index] : fail('argument tuple index out of range')
  }
  // A template that cannot be read fails before any of its fields does.
  return parts(template)
    .map((part) => {
      if (typeof part === 'string') return part
      return formatted(part.path.reduce(taken, argument(part.head)), part.specification)
    })
    .join('')
}

const MAXIMUM_PLACE = 2 ** 64

function parts(template: string): readonly (string | Field)[] {
  const found: (string | Field)[] = []
  let at = 0
  while (at < template.length) {
    const character = template.charAt(at)
    if (character !== '{' && character !== '}') {
      const end = template.slice(at).search(/[{}]/)
      found.push(end < 0 ? template.slice(at) : template.slice(at, at + end))
      at = end < 0 ? template.length : at + end
    } else if (template.charAt(at + 1) === character) {
      found.push(character)
      at += 2
    } else if (character === '{') {
      const close = closeOf(template, at)
      const body = template.slice(at + 1, close)
      // The reference counts characters and goes on at that many bytes: what is not ASCII leaves an end that no field has.
      if (/[^\0-\u007F]/.test(body)) return fail('format error')
      found.push(fieldOf(body))
      at = close + 1
    } else return fail('format error')
  }
  return found
}

/** The bracket that closes a field, which may have pairs of them within, but not pairs within those. */
function closeOf(template: string, start: number): number {
  let isNested = false
  for (let at = start + 1; at < template.length; at++) {
    const character = template.charAt(at)
    if (character === '}' && !isNested) return at
    if (character === '{' && isNested) break
    if (character === '{' || character === '}') isNested = !isNested
  }
  return fail('format error')
}

function fieldOf(body: string): Field {
  const [, field = '', specification = ''] = /^([^:!]*)(?:![^:]*)?(?::(.*))?$/s.exec(body) ?? []
  const [, head = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(field) ?? []
  const path: Step[] = []
  let at = 0
  while (at < rest.length) {
    const step = /^(?:\.([^.[]+)|\[([^\]]+)\](?=$|[.[]))/s.exec(rest.slice(at))
    if (!step) return fail('format error')
    const [text, attribute, key] = step
    path.push(
      attribute === undefined
        ? { kind: /^\d+$/.test(key ?? '') ? 'index' : 'key', name: key ?? '' }
        : { kind: 'attribute', name: attribute },
    )
    at += text.length
  }
  return { head, path, specification }
}

function taken(value: Value, { kind, name }: Step): Value {
  if (kind === 'attribute') return select(value, name)
  if (kind === 'key') return subscript(value, name)
  if (!Array.isArray(value)) return fail('Invalid list object in list_get')
  const list = value as List
  const index = Number(name)
  if (index >= list.length) return fail(`index out of bounds: the len is ${list.length} but the index is ${index}`)
  return list[index]
}

interface Specification {
  readonly fill: string | undefined
  readonly align: string | undefined
  readonly sign: string | undefined
  readonly alternate: boolean
  readonly width: number
  readonly group: string | undefined
  readonly precision: number | undefined
  readonly type: string | undefined
}

const MAXIMUM_WIDTH = 1_000_000

function parsed(text: string): Specification {
  const match =
    /^(?:![rsa])?(?:([\s\S])?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/u.exec(text)
  if (!match) return fail('Invalid format specifier')
  const [, fill, align, sign, alternate, zero, width = '0', group, precision, type] = match
  if (Number(width) > MAXIMUM_WIDTH || Number(precision ?? 0) > MAXIMUM_WIDTH)
    return fail(`a width or precision of more than ${MAXIMUM_WIDTH}`)
  const isZeroPadded = zero !== undefined && fill === undefined
  return {
    fill: isZeroPadded ? '0' : fill,
    align: align ?? (isZeroPadded ? '=' : undefined),
    sign,
    alternate: alternate !== undefined,
    width: Number(width),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  }
}

function formatted(value: Value, text: string): string {
  if (isInt(value)) return formattedInt(value, parsed(text))
  if (value instanceof Float) return formattedFloat(value.value, parsed(text))
  return typeof value === 'string' ? formattedText(value, parsed(text)) : toText(value)
}

function formattedText(value: string, specification: Specification): string {
  const { sign, align, alternate, type, precision } = specification
  if (type !== undefined && type !== 's') return fail("Unknown format code for object of type 'str'")
  if (sign !== undefined) return fail('Sign not allowed in string format specifier')
  if (alternate) return fail('Alternate form (#) not allowed in string format specifier')
  if (align === '=') return fail("'=' alignment not allowed in string format specifier")
  const shown = precision === undefined ? value : Array.from(value).slice(0, precision).join('')
  return padded(shown, '', specification, '<')
}

const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0x'],
}

function formattedInt(value: Int, specification: Specification): string {
  const { type = 'd', alternate } = specification
  const signText = value < 0 ? '-' : signOf(specification)
  let digits: string
  if ('eEfF%'.includes(type)) {
    // The float has its sign already, and its width: an int's is put before both.
    digits = formattedFloat(Number(value), specification)
  } else if ('scgG'.includes(type)) {
    return fail(`Unknown format code '${type}' for object of type 'int'`)
  } else {
    const [base, prefix] = BASES[type] ?? [10, '']
    const magnitude = BigInt(value < 0 ? -value : value).toString(base)
    digits = `${alternate ? prefix : ''}${type === 'X' ? magnitude.toUpperCase() : magnitude}`
  }
  return padded(grouped(digits, specification), signText, specification, '>')
}

function formattedFloat(value: number, specification: Specification): string {
  const { type, precision = 6 } = specification
  if (type === 'n') return fail("Format code 'n' for object of type 'float' not implemented yet")
  if (type !== undefined && 'bcdosxX'.includes(type))
    return fail(`Unknown format code '${type}' for object of type 'float'`)
  const signText = value < 0 || Object.is(value, -0) ? '-' : signOf(specification)
  const digits = floatDigits(Math.abs(value), type, precision)
  return padded(grouped(digits, specification), signText, specification, '>')
}

function floatDigits(value: number, type: string | undefined, precision: number): string {
  const isLarge = type === 'E' || type === 'F' || type === 'G'
  const cased = (text: string): string => (isLarge ? text.toUpperCase() : text)
  if (!Number.isFinite(value)) return cased(Number.isNaN(value) ? 'nan' : 'inf') + (type === '%' ? '%' : '')
  switch (type) {
    case undefined:
      return shortest(value)
    case '%':
      return `${fixed(value * 100, precision)}%`
    case 'e':
    case 'E':
      return cased(exponential(value, precision))
    case 'g':
    case 'G':
      return cased(general(value, precision))
    default:
      return fixed(value, precision)
  }
}

function signOf({ sign }: Specification): string {
  return sign === '+' || sign === ' ' ? sign : ''
}

/** Counted from the end of whatever stands before the point. */
function grouped(digits: string, { group, type = 'd' }: Specification): string {
  if (group === undefined) return digits
  if ('eEgG%'.includes(type)) return fail('Separators only valid for numbers!')
  const places = 'boxX'.includes(type) ? /(?<=.)(?=(.{4})+$)/gs : /(?<=.)(?=(.{3})+$)/gs
  const [whole = '', ...rest] = digits.split('.')
  return [whole.replace(places, group), ...rest].join('.')
}

/** Body and sign, filled up to the width. */
function padded(body: string, sign: string, { fill, align, width }: Specification, otherwise: '<' | '>'): string {
  const missing = width - Array.from(sign + body).length
  if (missing <= 0) return sign + body
  const padding = (fill ?? ' ').repeat(missing)
  switch (align ?? otherwise) {
    case '>':
      return padding + sign + body
    case '^':
      return padding.slice(0, missing >> 1) + sign + body + padding.slice(missing >> 1)
    case '=':
      return sign + padding + body
    default:
      return sign + body + padding
  }
}

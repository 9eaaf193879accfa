/** `str.format`: the fields of Python's mini-language and its specifications of numbers and texts. */
import { select, subscript } from '../runtime/collections.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt } from '../runtime/numbers.ts'
import { toText } from '../runtime/operations.ts'
import { Float, type Int, type List, type Value } from '../runtime/values.ts'
import { exponential, fixed, general, shortest } from './decimal-text.ts'

export function format(template: string, call: Call): string {
  let next = 0
  let result = ''
  const fieldOf = (head: string): Value => {
    if (head !== '' && !/^\d+$/.test(head))
      return call.keyword?.has(head) ? call.keyword.get(head) : fail(`keyword argument '${head}' not found`)
    if (head !== '' && next > 0)
      return fail('cannot switch from automatic field numbering to manual field specification')
    const index = head === '' ? next++ : Number(head)
    return index < call.positional.length ? call.positional[index] : fail('argument tuple index out of range')
  }
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at)
    if ((character === '{' || character === '}') && template.charAt(at + 1) === character) {
      result += character
      at++
    } else if (character === '{') {
      const close = template.indexOf('}', at)
      if (close < 0) return fail('format error')
      const [, field = '', specification = ''] =
        /^([^:!]*)(?:![rsa])?(?::(.*))?$/s.exec(template.slice(at + 1, close)) ?? []
      const [, head = '', path = ''] = /^([^.[]*)(.*)$/s.exec(field) ?? []
      result += formatted(partOf(fieldOf(head), path), specification)
      at = close
    } else if (character === '}') return fail('format error')
    else result += character
  }
  return result
}

/** `.name` and `[name]` after the name of a field. */
function partOf(whole: Value, path: string): Value {
  let value = whole
  for (const step of path.split(/(?=[.[])/)) {
    if (step === '') continue
    const name = step.replace(/^[.[]|\]$/g, '')
    if (step.startsWith('.') || !/^\d+$/.test(name))
      value = step.startsWith('.') ? select(value, name) : subscript(value, name)
    else if (!Array.isArray(value)) return fail('Invalid list object in list_get')
    else {
      const list = value as List
      if (Number(name) >= list.length)
        return fail(`index out of bounds: the len is ${list.length} but the index is ${Number(name)}`)
      value = list[Number(name)]
    }
  }
  return value
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
  if (fill !== undefined && fill > '\u007F') return fail('format error')
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
  if (sign !== undefined) return fail('Sign not allowed in string format specifier')
  if (alternate) return fail('Alternate form (#) not allowed in string format specifier')
  if (align === '=') return fail("'=' alignment not allowed in string format specifier")
  if (type !== undefined && type !== 's') return fail("Unknown format code for object of type 'str'")
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

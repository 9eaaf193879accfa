/** `"{:>8.2f} {name}".format(…)`: Python's mini-language. */
import { select, subscript } from '../runtime/collections.ts'
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, toNumber } from '../runtime/numbers.ts'
import { toText } from '../runtime/operations.ts'
import { Float, type Value } from '../runtime/values.ts'

export function format(template: string, call: Call): string {
  let next = 0
  let result = ''
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at)
    if ((character === '{' || character === '}') && template.charAt(at + 1) === character) {
      result += character
      at++
    } else if (character === '{') {
      const close = template.indexOf('}', at)
      if (close < 0) return fail("expected '}' before end of string")
      const [, field = '', conversion = ''] =
        /^([^:!]*)(?:![rsa])?(?::(.*))?$/s.exec(template.slice(at + 1, close)) ?? []
      const [head = '', ...path] = field.split(/(?=[.[])/)
      let value: Value
      if (head === '') value = positional(call, next++)
      else if (/^\d+$/.test(head)) value = positional(call, Number(head))
      else value = call.keyword?.has(head) ? call.keyword.get(head) : fail(`keyword argument '${head}' not found`)
      for (const step of path) {
        const name = step.replace(/^[.[]|\]$/g, '')
        value = step.startsWith('.')
          ? select(value, name)
          : subscript(value, /^-?\d+$/.test(name) ? Number(name) : name)
      }
      result += formatted(value, conversion)
      at = close
    } else if (character === '}') return fail("single '}' encountered in format string")
    else result += character
  }
  return result
}

function positional(call: Call, index: number): Value {
  return index < call.positional.length ? call.positional[index] : fail('positional argument index out of range')
}

function formatted(value: Value, specification: string): string {
  const match = /^(?:(.)?([<>=^]))?([+\- ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su.exec(
    specification,
  )
  if (!match) return fail(`invalid format specifier '${specification}'`)
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match
  const isNumber = isInt(value) || value instanceof Float
  let body = isNumber
    ? numberBody(value, type, precision, alternate !== undefined)
    : toText(value).slice(0, precision === undefined ? undefined : Number(precision))
  if (group && isNumber) body = body.replace(/^-?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, group))
  if (isNumber && !body.startsWith('-') && (sign === '+' || sign === ' ')) body = sign + body
  const missing = Number(width ?? 0) - Array.from(body).length
  if (missing <= 0) return body
  const padding = (fill ?? (zero ? '0' : ' ')).repeat(missing)
  const actual = align ?? (zero ? '=' : isNumber ? '>' : '<')
  switch (actual) {
    case '>':
      return padding + body
    case '^':
      return padding.slice(0, Math.floor(missing / 2)) + body + padding.slice(Math.floor(missing / 2))
    case '=':
      return /^[+\- ]/.test(body) ? body.charAt(0) + padding + body.slice(1) : padding + body
    default:
      return body + padding
  }
}

function numberBody(value: Value, type: string | undefined, precision: string | undefined, alternate: boolean): string {
  const digits = precision === undefined ? 6 : Number(precision)
  const plain = toNumber(value as Parameters<typeof toNumber>[0])
  switch (type) {
    case 'f':
    case 'F':
      return plain.toFixed(digits)
    case 'e':
    case 'E': {
      const text = plain.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2')
      return type === 'E' ? text.toUpperCase() : text
    }
    case '%':
      return `${(plain * 100).toFixed(digits)}%`
    case 'g':
    case 'G':
      return String(Number(plain.toPrecision(digits || 1)))
    case 'b':
      return `${alternate ? '0b' : ''}${BigInt(Math.trunc(plain)).toString(2)}`
    case 'o':
      return `${alternate ? '0o' : ''}${BigInt(Math.trunc(plain)).toString(8)}`
    case 'x':
      return `${alternate ? '0x' : ''}${BigInt(Math.trunc(plain)).toString(16)}`
    case 'X':
      return `${alternate ? '0X' : ''}${BigInt(Math.trunc(plain)).toString(16).toUpperCase()}`
    case 'c':
      return String.fromCodePoint(plain)
    default:
      return precision !== undefined && value instanceof Float ? plain.toFixed(digits) : toText(value)
  }
}

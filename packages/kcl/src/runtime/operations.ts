/** What every value can do: truth, equality, order, text, names of types. */
import { EvaluationError, fail } from './errors.ts'
import {
  bitwise,
  floatArithmetic,
  floatToString,
  floorDivideInts,
  addInts,
  invert,
  isInt,
  moduloInts,
  multiplyInts,
  negate,
  powerInts,
  saturated,
  shiftLeft,
  shiftRight,
  subtractInts,
  toNumber,
} from './numbers.ts'
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type Int,
  type List,
  type Value,
} from './values.ts'
import type { Cell } from './cells.ts'
import { UNITING, copyOf, mergeEntry, union } from './union.ts'

export function isList(value: Value): value is List {
  return Array.isArray(value)
}

export function isTruthy(value: Value): boolean {
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Float || value instanceof NumberMultiplier) return value.value !== 0
    if (value instanceof Dict) return value.size > 0
    if (value instanceof SchemaInstance) return value.attributes.size > 0
    if (Array.isArray(value)) return value.length > 0
    return true
  }
  return Boolean(value)
}

/** The entries of a dict or of a schema instance. */
export function entriesOf(value: Value): Dict | undefined {
  if (value instanceof Dict) return value
  return value instanceof SchemaInstance ? value.attributes : undefined
}

export function equals(a: Value, b: Value): boolean {
  if (a === b) return !(a instanceof NumberMultiplier) && !(a instanceof Float && Number.isNaN(a.value))
  if (a === undefined || a === null || b === undefined || b === null) return false
  if (typeof a === 'object' || typeof b === 'object') {
    if (a instanceof Float || b instanceof Float) {
      return (isInt(a) || a instanceof Float) && (isInt(b) || b instanceof Float) && toNumber(a) === toNumber(b)
    }
    if (Array.isArray(a)) {
      const list = a as List
      return isList(b) && list.length === b.length && list.every((item, index) => equals(item, b[index]))
    }
    // A number with a unit equals nothing, and an instance no dict.
    if (a instanceof NumberMultiplier || a instanceof SchemaInstance !== b instanceof SchemaInstance) return false
    const [left, right] = [entriesOf(a), entriesOf(b)]
    if (!left || !right || left.size !== right.size) return false
    for (const [key, value] of left.entries) if (!right.has(key) || !equals(value, right.get(key))) return false
    return true
  }
  return false
}

/** `typeName`, with the package of a schema that is not of the main one. */
export function qualifiedTypeName(value: Value): string {
  if (!(value instanceof SchemaInstance) || value.schema.package === '__main__') return typeName(value)
  return `${value.schema.package}.${value.schema.name}`
}

/** The name of a value's type as errors say it. */
export function typeName(value: Value): string {
  if (value === undefined) return 'UndefinedType'
  if (value === null) return 'NoneType'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
    case 'bigint':
      return 'int'
    case 'string':
      return 'str'
    default:
  }
  if (value instanceof Float) return 'float'
  if (value instanceof NumberMultiplier) return `number_multiplier(${value.raw}${value.suffix})`
  if (Array.isArray(value)) return 'list'
  if (value instanceof Dict) return 'dict'
  if (value instanceof SchemaInstance) return value.schema.name
  return value instanceof FunctionValue && value.isType ? 'type' : 'function'
}

/** By code points, which is not the order of UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x === y) continue
    const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff
    if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1
    return x < y ? -1 : 1
  }
  return a.length < b.length ? -1 : 1
}

function isScalar(value: Value): value is boolean | Int | Float {
  return typeof value === 'boolean' || isInt(value) || value instanceof Float
}

function toNumberOf(value: boolean | Int | Float): number {
  return typeof value === 'boolean' ? Number(value) : toNumber(value)
}

export function compare(operator: '<' | '<=' | '>' | '>=', a: Value, b: Value): boolean {
  let order: number | undefined
  if ((isInt(a) || a instanceof Float) && (isInt(b) || b instanceof Float)) {
    const [x, y] = isInt(a) && isInt(b) ? [a, b] : [toNumber(a), toNumber(b)]
    order = x < y ? -1 : x > y ? 1 : x === y || Number(x) === Number(y) ? 0 : Number.NaN
  } else if (typeof a === 'string' && typeof b === 'string') order = compareText(a, b)
  else if (isList(a) && isList(b)) {
    order = a.length - b.length
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
      if (equals(a[at], b[at])) continue
      return compare(operator, a[at], b[at])
    }
  } else if (isScalar(a) && isScalar(b)) order = Number(toNumberOf(a)) - Number(toNumberOf(b))
  if (order === undefined)
    return fail(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '//' | '**' | '&' | '|' | '^' | '<<' | '>>'

function isNumber(value: Value): value is Int | Float {
  return isInt(value) || value instanceof Float
}

export function add(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return addInts(a, b)
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isList(a)) {
    if (isList(b)) return joined(a, b)
    fail(`can only concatenate list (not "${typeName(b)}") to list`)
  }
  return arithmetic('+', a, b)
}

function joined(a: List, b: List): List {
  if (a.length + b.length > MAXIMUM_ITEMS) tooManyItems('+')
  return [...a, ...b]
}

function tooManyItems(operator: string): never {
  return fail(`the result of '${operator}' would have more than ${MAXIMUM_ITEMS} items`)
}

/** `+=`: a list that only `owner` holds grows in place, so that many additions cost what they add. */
export function addInto(owner: Cell | undefined, a: Value, b: Value): Value {
  if (!owner || !isList(a) || !isList(b)) return add(a, b)
  const list = owner.owned === a ? (a as Value[]) : [...a]
  // A list may be added to itself.
  const added = b.length
  if (list.length + added > MAXIMUM_ITEMS) tooManyItems('+=')
  for (let index = 0; index < added; index++) list.push(b[index])
  return (owner.owned = list)
}

/** `|=`, likewise. */
export function mergeInto(owner: Cell | undefined, a: Value, b: Value): Value {
  if (!owner || !(a instanceof Dict) || !(b instanceof Dict)) return arithmetic('|', a, b)
  const dict = owner.owned === a ? a : copyOf(a)
  b.forEach((key, value) => mergeEntry(dict, key, value, b.operators?.get(key), UNITING))
  return (owner.owned = dict)
}

const MAXIMUM_LENGTH = 50_000_000
const MAXIMUM_ITEMS = 10_000_000

export function arithmetic(operator: ArithmeticOperator, a: Value, b: Value): Value {
  if (isInt(a) && isInt(b)) {
    switch (operator) {
      case '+':
        return addInts(a, b)
      case '-':
        return subtractInts(a, b)
      case '*':
        return multiplyInts(a, b)
      case '/':
        return floatArithmetic('/', a, b)
      case '%':
        return moduloInts(a, b)
      case '//':
        return floorDivideInts(a, b)
      case '**':
        return powerInts(a, b)
      case '<<':
        return shiftLeft(a, b)
      case '>>':
        return shiftRight(a, b)
      case '&':
      case '|':
      case '^':
        return bitwise(operator, a, b)
    }
  }
  if (isNumber(a) && isNumber(b)) {
    switch (operator) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '//':
      case '**':
        return floatArithmetic(operator, a, b)
      default:
    }
  }
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (isList(a) && isList(b)) return joined(a, b)
  }
  if (operator === '*') {
    if (isInt(a)) return repeat(b, a) ?? unsupported(operator, a, b)
    if (isInt(b)) return repeat(a, b) ?? unsupported(operator, a, b)
  }
  if (operator === '|') {
    if (a === undefined || a === null) return b
    if (b === undefined || b === null) return a
    if ((isList(a) || entriesOf(a)) && (isList(b) || entriesOf(b))) return union(a, b, UNITING)
  }
  return unsupported(operator, a, b)
}

function repeat(value: Value, count: Int): Value {
  const times = Math.max(0, Number(count))
  if (typeof value === 'string') {
    if (value.length * times > MAXIMUM_LENGTH)
      fail(`the result of '*' would have more than ${MAXIMUM_LENGTH} characters`)
    return value.repeat(times)
  }
  if (!isList(value)) return undefined
  if (value.length * times > MAXIMUM_ITEMS) tooManyItems('*')
  return value.length === 0 ? [] : Array.from({ length: times }, () => value).flat()
}

export function unsupported(operator: string, a: Value, b: Value): never {
  // The reference quotes the types of a union once more.
  const quote = operator === '|' ? '"' : ''
  throw new EvaluationError(
    `unsupported operand type(s) for ${operator}: '${quote}${typeName(a)}${quote}' and '${quote}${typeName(b)}${quote}'`,
  )
}

const LOWEST = -(2n ** 63n)

export function unary(operator: '-' | '+' | '~', value: Value): Value {
  if (isInt(value)) {
    // The lowest int has no counterpart: it stays what it is.
    if (operator === '-') return value === LOWEST ? value : negate(value)
    return operator === '+' ? value : invert(value)
  }
  if (operator === '~') {
    // What is no number is inverted as zero is.
    return invert(value instanceof Float || value instanceof NumberMultiplier ? saturated(value.value) : 0)
  }
  if (value instanceof Float) return operator === '-' ? new Float(0 - value.value) : value
  return fail(`bad operand type for unary ${operator}: '${typeName(value)}'`)
}

export function isIdentical(a: Value, b: Value): boolean {
  return equals(a, b)
}

export function contains(item: Value, container: Value): boolean {
  if (typeof container === 'string') return typeof item === 'string' && container.includes(item)
  if (isList(container)) return container.some((element) => equals(element, item))
  const dict = entriesOf(container)
  // What is no text is looked for as an empty one.
  if (dict) return dict.has(typeof item === 'string' ? item : '')
  return fail(`TypeError: argument of type '${typeName(container)}' is not iterable`)
}

/** Double quotes within are escaped only beside single ones. */
function inQuotes(text: string): string {
  if (!text.includes('"')) return `'${text}'`
  return text.includes("'") ? `"${text.replaceAll('"', '\\"')}"` : `"${text}"`
}

/** `str(value)`, and what interpolation shows. */
export function toText(value: Value): string {
  if (value === undefined) return 'Undefined'
  if (value === null) return 'None'
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
    case 'bigint':
      return String(value)
    default:
  }
  if (value instanceof Float) return floatToString(value.value)
  if (value instanceof NumberMultiplier) return `${value.raw}${value.suffix}`
  if (Array.isArray(value)) return `[${(value as List).map(toText).join(', ')}]`
  const dict = entriesOf(value)
  if (dict) {
    const entries = [...dict.entries].map(
      ([key, item]) => `${inQuotes(key)}: ${typeof item === 'string' ? inQuotes(item) : toText(item)}`,
    )
    return `{${entries.join(', ')}}`
  }
  return value instanceof FunctionValue ? 'function' : ''
}

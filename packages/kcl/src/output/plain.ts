/** Values as plain data, for whoever goes on with them in JavaScript. */
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type List,
  type Value,
} from '../runtime/values.ts'
import { forEachShown, isShown, type OutputOptions } from './options.ts'

/** Ints beyond 2⁵³ and units lose what a JavaScript number cannot hold. */
export function toPlain(value: Value, options: OutputOptions = {}): unknown {
  if (value instanceof Dict || value instanceof SchemaInstance) {
    const plain: Record<string, unknown> = {}
    forEachShown(value, options, (key, item) => {
      const plainItem = toPlain(item, options)
      if (key !== '__proto__') plain[key] = plainItem
      else Object.defineProperty(plain, key, { value: plainItem, enumerable: true, writable: true, configurable: true })
    })
    return plain
  }
  if (Array.isArray(value))
    return (value as List).filter((item) => isShown(item, options)).map((item) => toPlain(item, options))
  if (value instanceof Float || value instanceof NumberMultiplier)
    return Number.isFinite(value.value) ? value.value : null
  if (typeof value === 'bigint') return Number(value)
  return value instanceof FunctionValue ? undefined : value
}

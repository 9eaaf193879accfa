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
import { entriesToWrite, isShown, type OutputOptions } from './options.ts'

/** Ints beyond 2⁵³ and units lose what a JavaScript number cannot hold. */
export function toPlain(value: Value, options: OutputOptions = {}): unknown {
  if (value instanceof Dict || value instanceof SchemaInstance) {
    const plain: Record<string, unknown> = {}
    for (const [key, item] of entriesToWrite(value, options)) {
      const isHidden = key.startsWith('_') && key !== '_type' && options.showHidden !== true
      if (isHidden || !isShown(item, options)) continue
      Object.defineProperty(plain, key, {
        value: toPlain(item, options),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    return plain
  }
  if (Array.isArray(value))
    return (value as List).filter((item) => isShown(item, options)).map((item) => toPlain(item, options))
  if (value instanceof Float || value instanceof NumberMultiplier)
    return Number.isFinite(value.value) ? value.value : null
  if (typeof value === 'bigint') return Number(value)
  return value instanceof FunctionValue ? undefined : value
}

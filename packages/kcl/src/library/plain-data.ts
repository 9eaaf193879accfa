/** Between KCL values and the data of JSON and YAML. */
import { Dict, Float, type Value } from '../runtime/values.ts'

export function fromData(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') {
    const fits = value >= -(1n << 63n) && value < 1n << 63n
    if (!fits) return new Float(Number(value))
    return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
  }
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new Float(value)
  if (value instanceof Float) return value
  if (Array.isArray(value)) return value.map(fromData)
  if (value instanceof Map) return new Dict(new Map([...value].map(([key, item]) => [keyText(key), fromData(item)])))
  return new Dict(new Map(Object.entries(value as object).map(([key, item]) => [key, fromData(item)])))
}

function keyText(key: unknown): string {
  return key === null ? 'null' : String(key)
}

/** JSON.parse that keeps floats floats and big ints whole. */
export function parseJson(source: string): Value {
  const reviver = function (_key: string, value: unknown, context?: { readonly source?: string }): unknown {
    if (typeof value !== 'number') return value
    const written = context?.source ?? String(value)
    if (/[.eE]/.test(written)) return new Float(value)
    return Number.isSafeInteger(value) ? value : BigInt(written)
  }
  return fromData(JSON.parse(source, reviver as (key: string, value: unknown) => unknown))
}

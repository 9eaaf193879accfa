/** Values as TOML. TOML has no null: None is left out. */
import { stringify } from 'smol-toml'
import { Dict, Float, NumberMultiplier, SchemaInstance, type List, type Value } from '../runtime/values.ts'
import { forEachShown, isShown, type OutputOptions } from './options.ts'

type TomlValue = string | number | bigint | boolean | TomlValue[] | { [key: string]: TomlValue }

/** Ints are bigints and floats numbers, which is how the writer tells them apart. */
function toTomlValue(value: Value, options: OutputOptions): TomlValue {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (value instanceof Float || value instanceof NumberMultiplier) return value.value
  if (Array.isArray(value)) {
    return (value as List).filter((item) => isShown(item, options)).map((item) => toTomlValue(item, options))
  }
  if (value instanceof Dict || value instanceof SchemaInstance) {
    const table = Object.create(null) as { [key: string]: TomlValue }
    forEachShown(value, options, (key, item) => {
      table[key] = toTomlValue(item, options)
    })
    return table
  }
  return ''
}

export function toToml(value: Value, options: OutputOptions = {}): string {
  const withoutNone = { ...options, disableNone: true }
  const isTable = value instanceof Dict || value instanceof SchemaInstance
  const table = isTable ? toTomlValue(value, withoutNone) : { result: toTomlValue(value, withoutNone) }
  return stringify(table, { numbersAsFloat: true }).trimEnd()
}

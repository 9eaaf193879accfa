/** Reads the arguments of a library call by place or by name. */
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, saturated } from '../runtime/numbers.ts'
import { typeName } from '../runtime/operations.ts'
import { Dict, Float, NumberMultiplier, SchemaInstance, type List, type Value } from '../runtime/values.ts'

/** The argument at a place or under a name; undefined where it was not given. */
export function argument(call: Call, index: number, name: string): Value {
  return index < call.positional.length ? call.positional[index] : call.keyword?.get(name)
}

export function has(call: Call, index: number, name: string): boolean {
  return index < call.positional.length || call.keyword?.has(name) === true
}

export function text(call: Call, index: number, name: string, fallback?: string): string {
  const value = argument(call, index, name)
  if (typeof value === 'string') return value
  if ((value === undefined || value === null) && fallback !== undefined) return fallback
  return fail(`expect str, got ${typeName(value)}`)
}

export function int(call: Call, index: number, name: string, fallback?: number): number {
  const value = argument(call, index, name)
  if (isInt(value)) return Number(value)
  if ((value === undefined || value === null) && fallback !== undefined) return fallback
  return fail(`expect int, got ${typeName(value)}`)
}

/** What a value is where an int is meant: a float's whole part, and zero of anything else. */
export function integerOf(value: Value): number {
  if (isInt(value)) return Number(value)
  return value instanceof Float || value instanceof NumberMultiplier ? Number(saturated(value.value)) : 0
}

export function flag(call: Call, index: number, name: string, fallback = false): boolean {
  const value = argument(call, index, name)
  return typeof value === 'boolean' ? value : fallback
}

export function number(call: Call, index: number, name: string): number {
  const value = argument(call, index, name)
  if (isInt(value)) return Number(value)
  if (value instanceof Float) return value.value
  if (typeof value === 'boolean') return Number(value)
  return fail(`must be real number, not ${typeName(value)}`)
}

export function list(call: Call, index: number, name: string): List {
  const value = argument(call, index, name)
  return Array.isArray(value) ? (value as List) : fail(`expect list, got ${typeName(value)}`)
}

export function dict(value: Value): Dict | undefined {
  return value instanceof Dict ? value : value instanceof SchemaInstance ? value.attributes : undefined
}

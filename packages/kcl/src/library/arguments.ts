/** Reads the arguments of a library call by place or by name, with the reference's indulgence for wrong types. */
import type { Call } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { isInt, saturated } from '../runtime/numbers.ts'
import { isTruthy } from '../runtime/operations.ts'
import { Dict, Float, NumberMultiplier, SchemaInstance, type Int, type List, type Value } from '../runtime/values.ts'
import { byteLength } from './text-length.ts'

/** The argument under a name or at a place, the name first; undefined where it was not given. */
export function argument({ keyword, positional }: Call, index: number, name: string): Value {
  return keyword?.has(name) === true ? keyword.get(name) : positional[index]
}

/** The same of the functions of math and the members of texts, which look at the place first. */
export function placed({ keyword, positional }: Call, index: number, name: string): Value {
  return index < positional.length ? positional[index] : keyword?.get(name)
}

export function has(call: Call, index: number, name: string): boolean {
  return index < call.positional.length || call.keyword?.has(name) === true
}

/** An argument that must be there. */
export function needed(call: Call, index: number, name: string): Value {
  if (!has(call, index, name)) fail(`${call.name}() missing 1 required positional argument: '${name}'`)
  return argument(call, index, name)
}

/** An argument that must be there, of a function whose message counts them. */
export function only(call: Call, name: string): Value {
  if (!has(call, 0, name)) fail(`${call.name}() takes exactly one argument (0 given)`)
  return argument(call, 0, name)
}

/** Of what is no text, the empty one. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : ''
}

export function text(call: Call, index: number, name: string): string {
  return textOf(needed(call, index, name))
}

/** An int that may be left out. */
export function int(call: Call, index: number, name: string): Int | undefined {
  return has(call, index, name) ? intOf(argument(call, index, name)) : undefined
}

export function intOf(value: Value): Int {
  return isInt(value) ? value : fail('invalid int value')
}

export function flag(call: Call, index: number, name: string): boolean {
  return isTruthy(argument(call, index, name))
}

export function listOf(value: Value): List {
  return Array.isArray(value) ? (value as List) : fail('invalid list value')
}

/** How many characters, in UTF-8, items or entries a value has; undefined where it has no such thing. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return byteLength(value)
  if (Array.isArray(value)) return value.length
  return dict(value)?.size
}

/** What a value is where an int is meant: a float's whole part, and zero of anything else. */
export function integerOf(value: Value): number {
  if (isInt(value)) return Number(value)
  return value instanceof Float || value instanceof NumberMultiplier ? Number(saturated(value.value)) : 0
}

/** What a function of numbers takes as one; undefined for all else. */
export function realOf(value: Value): number | undefined {
  return isInt(value) ? Number(value) : value instanceof Float ? value.value : undefined
}

export function dict(value: Value): Dict | undefined {
  return value instanceof Dict ? value : value instanceof SchemaInstance ? value.attributes : undefined
}

/** Types at run time: closures that check a value and turn a dict into an instance where a schema is expected. */
import { isInt } from './numbers.ts'
import { equals, toText, typeName } from './operations.ts'
import { EvaluationError } from './errors.ts'
import { instantiate, isInstanceOf, misfit, SchemaFunction } from './schema.ts'
import { NO, type Type } from './type-contract.ts'
import { Dict, Float, FunctionValue, NumberMultiplier, SchemaInstance, type List, type Value } from './values.ts'

function type(text: string, fits: (value: Value) => boolean): Type {
  return { text, fit: (value) => (value === null || value === undefined || fits(value) ? value : NO) }
}

export const anyType: Type = type('any', () => true)
export const boolType: Type = type('bool', (value) => typeof value === 'boolean')
export const intType: Type = type('int', isInt)
export const floatType: Type = type('float', (value) => value instanceof Float || isInt(value))
export const strType: Type = type('str', (value) => typeof value === 'string')
export const multiplierType: Type = type('number_multiplier', (value) => value instanceof NumberMultiplier)

export function literalType(value: Value): Type {
  const text = typeof value === 'string' ? `"${value}"` : toText(value)
  return type(
    text,
    (candidate) =>
      equals(candidate, value) &&
      typeof candidate === typeof value &&
      (typeof value !== 'object' || candidate instanceof Float || candidate instanceof NumberMultiplier),
  )
}

export function listType(element: Type): Type {
  return {
    text: `[${element === anyType ? '' : element.text}]`.replace('[]', '[any]'),
    fit(value) {
      if (value === null || value === undefined) return value
      if (!Array.isArray(value)) return NO
      if (element === anyType) return value
      let changed: Value[] | undefined
      const list = value as List
      for (let index = 0; index < list.length; index++) {
        const fitted = element.fit(list[index])
        if (fitted === NO) return NO
        if (fitted !== list[index]) {
          changed ??= [...list]
          changed[index] = fitted
        }
      }
      return changed ?? value
    },
  }
}

export function dictType(key: Type, item: Type): Type {
  return {
    text: `{${key.text}:${item.text}}`,
    fit(value) {
      if (value === null || value === undefined) return value
      if (value instanceof SchemaInstance)
        return item === anyType ? value : fitDict(value.attributes, key, item) === NO ? NO : value
      if (!(value instanceof Dict)) return NO
      return fitDict(value, key, item)
    },
  }
}

function fitDict(dict: Dict, key: Type, item: Type): Dict | typeof NO {
  if (item === anyType && (key === strType || key === anyType)) return dict
  let changed: Map<string, Value> | undefined
  for (const [name, value] of dict.entries) {
    if (key.fit(name) === NO) return NO
    const fitted = item.fit(value)
    if (fitted === NO) return NO
    if (fitted !== value) {
      changed ??= new Map(dict.entries)
      changed.set(name, fitted)
    }
  }
  return changed ? new Dict(changed, dict.operators) : dict
}

export function functionType(): Type {
  return type('function', (value) => value instanceof FunctionValue)
}

export function unionType(members: readonly Type[]): Type {
  return {
    text: members.map((member) => member.text).join(' | '),
    fit(value) {
      // What fits as it is goes before what would have to be turned into an instance.
      for (const member of members) if (member.fit(value) === value) return value
      for (const member of members) {
        const fitted = fitQuietly(member, value)
        if (fitted !== NO) return fitted
      }
      return NO
    },
  }
}

function fitQuietly(member: Type, value: Value): Value | typeof NO {
  try {
    return member.fit(value)
  } catch (error) {
    if (error instanceof EvaluationError) return NO
    throw error
  }
}

/** The schema is looked up late: types may name schemas that stand further down. */
export function schemaType(name: string, find: () => Value): Type {
  return {
    text: name,
    fit(value) {
      if (value === null || value === undefined) return value
      const found = find()
      if (!(found instanceof SchemaFunction)) return value
      if (value instanceof SchemaInstance) return isInstanceOf(value, found.schema) ? value : NO
      if (!(value instanceof Dict) || misfit(found.schema, value).unknown.length > 0) return NO
      return instantiate(found.schema, [], undefined, value, undefined)
    },
  }
}

export function expect(value: Value, expected: Type): Value {
  const fitted = expected.fit(value)
  if (fitted === NO) throw new EvaluationError(`expect ${expected.text}, got ${typeName(value)}`)
  return fitted
}

/** `value as T`: no conversion but dict to schema. */
export function convert(value: Value, expected: Type): Value {
  const isWidened = isInt(value) && expected === floatType
  const fitted = value === undefined || value === null || isWidened ? NO : expected.fit(value)
  if (fitted === NO) throw new EvaluationError(`failed to cast the value to ${expected.text}`)
  return fitted
}

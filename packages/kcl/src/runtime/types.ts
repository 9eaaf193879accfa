/** Types at run time: closures that check a value and turn a dict into an instance where a schema is expected. */
import { isInt } from './numbers.ts'
import { entriesOf, equals, toText } from './operations.ts'
import { EvaluationError } from './errors.ts'
import { instantiate, isIncomplete, misfit, SchemaFunction, type Schema } from './schema.ts'
import { mismatch, NO, type Type } from './type-contract.ts'
import {
  Dict,
  Float,
  FunctionValue,
  NumberMultiplier,
  SchemaInstance,
  type Construction,
  type List,
  type Value,
} from './values.ts'

function type(text: string, fits: (value: Value) => boolean): Type {
  return { text, fit: (value) => (value === null || value === undefined || fits(value) ? value : NO) }
}

export const anyType: Type = type('any', () => true)
export const boolType: Type = type('bool', (value) => typeof value === 'boolean')
export const intType: Type = type('int', isInt)
export const floatType: Type = type('float', (value) => value instanceof Float || isInt(value))
export const strType: Type = type('str', (value) => typeof value === 'string')
export const multiplierType: Type = type('units.NumberMultiplier', (value) => value instanceof NumberMultiplier)

export function literalType(value: Value): Type {
  if (value instanceof NumberMultiplier) {
    const { raw, suffix } = value
    return type(
      toText(value),
      (candidate) => candidate instanceof NumberMultiplier && candidate.raw === raw && candidate.suffix === suffix,
    )
  }
  const text = typeof value === 'string' ? `"${value}"` : toText(value)
  if (value instanceof NumberMultiplier)
    return type(
      text,
      (other) => other instanceof NumberMultiplier && other.raw === value.raw && other.suffix === value.suffix,
    )
  return type(
    text,
    (candidate) =>
      equals(candidate, value) &&
      typeof candidate === typeof value &&
      (typeof value !== 'object' || candidate instanceof Float),
  )
}

export function listType(given: Type | undefined): Type {
  const element = given ?? anyType
  return {
    text: `[${given?.text ?? ''}]`,
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

export function dictType(givenKey: Type | undefined, givenItem: Type | undefined): Type {
  const item = givenItem ?? anyType
  return {
    text: `{${givenKey?.text ?? ''}:${givenItem?.text ?? ''}}`,
    fit(value) {
      if (value === null || value === undefined) return value
      if (value instanceof SchemaInstance)
        return item === anyType ? value : fitDict(value.attributes, item) === NO ? NO : value
      if (!(value instanceof Dict)) return NO
      return fitDict(value, item)
    },
  }
}

/** Keys are strings; which ones they may be is the checker's concern. */
function fitDict(dict: Dict, item: Type): Dict | typeof NO {
  if (item === anyType) return dict
  let changed: Map<string, Value> | undefined
  for (const [name, value] of dict.entries) {
    const fitted = item.fit(value)
    if (fitted === NO) return NO
    if (fitted !== value) {
      changed ??= new Map(dict.entries)
      changed.set(name, fitted)
    }
  }
  return changed ? new Dict(changed, dict.operators) : dict
}

export const functionType: Type = type('function', (value) => value instanceof FunctionValue)

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

const BY_TYPE: Construction = { positional: [], keyword: undefined, at: undefined, by: 'value' }

/**
 * The schema is looked up late: types may name schemas that stand further down. `isFull`: the name is written as it is;
 * lines of errors mark those that are not.
 */
export function schemaType(name: string, isFull: boolean, find: () => Value): Type {
  const schemaOf = (): Schema | undefined => {
    const found = find()
    return found instanceof SchemaFunction ? found.schema : undefined
  }
  const fit: Type['fit'] = (value) => {
    if (value === null || value === undefined || value instanceof SchemaInstance) return value
    const schema = schemaOf()
    if (!schema) return value
    if (!(value instanceof Dict)) return NO
    if (misfit(schema, value).unknown.length > 0) return NO
    return instantiate(schema, value, BY_TYPE)
  }
  const fitAttribute: Type['fit'] = (value) => {
    const fitted = fit(value)
    const isBare = value instanceof Dict && value.size === 0 && fitted instanceof SchemaInstance
    return isBare && isIncomplete(fitted) ? NO : fitted
  }
  return {
    text: name,
    fit,
    cast(value) {
      const schema = schemaOf()
      if (schema && value instanceof SchemaInstance && value.schema !== schema) return NO
      return fitAttribute(value)
    },
    fitAttribute,
    explain(value) {
      const schema = schemaOf()
      const dict = entriesOf(value)
      if (!schema || !dict) return ''
      const title = isFull ? name : `@${name}`
      const { unknown, missing } = misfit(schema, dict)
      const lines = [
        ...unknown.map((key) => `Schema ${title} does not contain attribute ${key}`),
        ...missing.map((key) => `Schema ${title}'s attribute ${key} is missing`),
      ]
      return lines.length === 0 ? '' : `. For details:\n${lines.join('\n')}`
    },
  }
}

/** `value as T`: no conversion but dict to schema. */
export function convert(value: Value, expected: Type): Value {
  const fitted = expected.cast ? expected.cast(value) : expected.fit(value)
  if (fitted === NO) throw new EvaluationError(mismatch(value, expected))
  return fitted
}

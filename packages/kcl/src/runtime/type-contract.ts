/** What a type at run time is, apart from the types that there are. */
import type { Value } from './values.ts'

/** Answers a value of a type: the value itself, or what it was turned into; `NO` where it does not fit. */
export const NO: unique symbol = Symbol('no')

export interface Type {
  /** As errors name it. */
  readonly text: string
  fit(value: Value): Value | typeof NO
}

export function anyKeyFits(keyType: Type, valueType: Type, key: string, value: Value): boolean {
  return keyType.fit(key) !== NO && valueType.fit(value) !== NO
}

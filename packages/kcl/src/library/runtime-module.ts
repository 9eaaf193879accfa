/** `runtime` and `collection`. */
import { iterate } from '../runtime/collections.ts'
import type { LibraryMember } from '../runtime/context.ts'
import { EvaluationError } from '../runtime/errors.ts'
import { UNITING, union } from '../runtime/union.ts'
import { FunctionValue, type Value } from '../runtime/values.ts'
import { only } from './arguments.ts'

export const collection: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'union_all',
    (call) =>
      [...iterate(only(call, 'num'))].reduce((merged: Value, value) => union(merged, value, UNITING), undefined),
  ],
])

export const runtimeModule: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'catch',
    (call) => {
      const callee = only(call, 'func')
      if (!(callee instanceof FunctionValue)) return undefined
      try {
        call.context.call(callee, [])
        return undefined
      } catch (error) {
        if (error instanceof EvaluationError) return error.message
        throw error
      }
    },
  ],
])

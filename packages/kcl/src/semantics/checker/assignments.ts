/** Whether a value may stand where a type is expected, and what is said where it may not. */
import type { Range } from '../../syntax/nodes.ts'
import type { Block } from '../reporter.ts'
import { findAttribute } from '../schema-info.ts'
import { isAssignable } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import type { Origin, Type } from '../types/types.ts'
import { widen } from '../types/union.ts'
import { AnnotationReader } from './annotations.ts'
import type { Expectation } from './core.ts'

export abstract class AssignmentChecker extends AnnotationReader {
  /** `given` is the key of a config that was unpacked, where that brought the value. */
  protected mustFit(type: Type, expected: Expectation, range: Range, given?: Origin): void {
    if (!this.#fits(type, expected.type, range, given)) this.#reportMismatch(type, expected, range, given)
  }

  #reportMismatch(type: Type, expected: Expectation, range: Range, given: Origin | undefined): void {
    const [want, got] = [renderType(expected.type), renderType(type)]
    const more: Block[] = []
    if (expected.origin) {
      more.push({ origin: expected.origin, message: `variable is defined here, its type is ${want}, but got ${got}` })
    }
    if (given) more.push({ origin: given, message: 'config attribute is defined here' })
    this.report('TypeError', range, `expected ${want}, got ${got}`, ...more)
  }

  #fits(type: Type, expected: Type, range: Range, given: Origin | undefined): boolean {
    if (type.id === expected.id) return true
    if (type.kind === 'module') return false
    if (type.kind === 'any' || expected.kind === 'any') return true
    if (type.kind === 'union') return type.members.every((member) => this.#fits(member, expected, range, given))
    if (expected.kind === 'union') return expected.members.some((member) => this.#fits(type, member, range, given))
    if (type.kind === 'list' && expected.kind === 'list') {
      return this.#fits(type.element, expected.element, range, given)
    }
    if (type.kind === 'dict' && expected.kind === 'dict') {
      return isAssignable(type.key, expected.key) && this.#fits(type.value, expected.value, range, given)
    }
    if (type.kind === 'dict' && expected.kind === 'schema' && expected.isInstance) {
      // Said here rather than as a mismatch of the whole, so the whole counts as fitting.
      if (type.key.kind === 'strLiteral') {
        const attribute = findAttribute(expected.schema, type.key.value)
        const known = type.attributes?.get(type.key.value)
        if (attribute && known) this.mustFit(widen(this.table, known.type), attribute, range, given)
      }
      return true
    }
    return isAssignable(type, expected)
  }
}

/** Whether a value may stand where a type is expected, and what is said where it may not. */
import type { Range } from '../../syntax/nodes.ts'
import type { Block } from '../reporter.ts'
import { findOwnAttribute, type SchemaInfo } from '../schema-info.ts'
import { isAssignable } from '../types/assignable.ts'
import { literalBase } from '../types/literals.ts'
import { renderType } from '../types/render.ts'
import type { DictType, Origin, Type } from '../types/types.ts'
import { AnnotationReader } from './annotations.ts'
import type { Expectation } from './core.ts'

export abstract class AssignmentChecker extends AnnotationReader {
  /** `given` is the key of a config that was unpacked, where that brought the value. */
  protected mustFit(type: Type, expected: Expectation, range: Range, given?: Origin): void {
    // What fits at a glance needs no place.
    if ((type.id === expected.type.id && type.kind !== 'module') || type.kind === 'any') return
    const base = literalBase(type)
    if (base && (base.id === expected.type.id || expected.type.kind === 'any')) return
    this.#mustFitAt(type, expected, this.origin(range), given)
  }

  #mustFitAt(type: Type, expected: Expectation, at: Origin, given: Origin | undefined): void {
    if (!this.#fits(type, expected.type, at, given)) this.#reportMismatch(type, expected, at, given)
  }

  #reportMismatch(type: Type, expected: Expectation, at: Origin, given: Origin | undefined): void {
    const [want, got] = [renderType(expected.type), renderType(type)]
    const more: Block[] = []
    if (expected.origin) {
      more.push({ origin: expected.origin, message: `variable is defined here, its type is ${want}, but got ${got}` })
    }
    if (given) more.push({ origin: given, message: 'config attribute is defined here' })
    this.reporter.report('TypeError', { origin: at, message: `expected ${want}, got ${got}` }, ...more)
  }

  #fits(type: Type, expected: Type, at: Origin, given: Origin | undefined): boolean {
    if (type.kind === 'module') return false
    if (type.id === expected.id) return true
    if (type.kind === 'union') return type.members.every((member) => this.#fits(member, expected, at, given))
    if (type.kind === 'any' || expected.kind === 'any') return true
    if (expected.kind === 'union') return expected.members.some((member) => this.#fits(type, member, at, given))
    if (type.kind === 'list' && expected.kind === 'list') {
      return this.#fits(type.element, expected.element, at, given)
    }
    if (type.kind === 'dict' && expected.kind === 'dict') {
      return isAssignable(type.key, expected.key) && this.#fits(type.value, expected.value, at, given)
    }
    if (type.kind === 'dict' && expected.kind === 'schema') {
      // Said here rather than as a mismatch of the whole, so the whole counts as fitting.
      if (expected.isInstance) this.#fitsSchema(type, expected.schema, at, given)
      return true
    }
    const fits = isAssignable(type, expected)
    if (fits && this.table.isApproximate && literalBase(expected)) this.state.reporter.isInDoubt = true
    return fits
  }

  /** Without an index signature only a dict with a single known key is looked into. */
  #fitsSchema(type: DictType, schema: SchemaInfo, at: Origin, given: Origin | undefined): void {
    const { indexSignature } = schema
    if (!indexSignature) {
      if (type.key.kind !== 'strLiteral') return
      const attribute = findOwnAttribute(schema, type.key.value)
      const known = type.attributes?.get(type.key.value)
      if (attribute && known) this.#mustFitAt(known.type, attribute, at, given)
      return
    }
    const value: Expectation = { type: indexSignature.value, origin: undefined }
    if (!type.attributes && !isAssignable(type.value, value.type)) {
      const types = `${renderType(value.type)}, got ${renderType(type.value)}`
      this.reporter.report('TypeError', { origin: at, message: `expected schema index signature value type ${types}` })
    }
    for (const [name, known] of type.attributes ?? []) {
      const own = indexSignature.anyOther ? findOwnAttribute(schema, name) : undefined
      this.#mustFitAt(known.type, own ?? value, own ? at : known.origin, given)
    }
  }
}

/** Config literals against what they are for: schemas, dicts and unions of them. */
import { invariant } from '@kusion/diagnostics'
import type {
  ComprehensionClause,
  ConfigEntry,
  ConfigExpression,
  DictComprehension,
  Expression,
  Identifier,
  KeyValueEntry,
  Range,
  SchemaExpression,
  TargetStep,
} from '../../syntax/nodes.ts'
import { attributeNames, findAttribute } from '../schema-info.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, STR } from '../types/types.ts'
import type { DictAttribute, Origin, Type } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import { CallChecker, calleeName } from './calls.ts'
import type { Expectation } from './core.ts'

/** The keys and values that a config has been seen to have. */
interface ConfigContents {
  readonly keys: Type[]
  readonly values: Type[]
  readonly attributes: Map<string, DictAttribute>
}

export abstract class ConfigChecker extends CallChecker {
  protected abstract inClauses<T>(clauses: readonly ComprehensionClause[], work: () => T): T

  protected typeOfSchemaExpression(node: SchemaExpression): Type {
    const callee = this.typeOf(node.callee)
    if (callee.kind === 'schema') {
      const instance = this.table.schema(callee.schema, true)
      if (!callee.isInstance) this.checkArguments(calleeName(node.callee), callee.schema, node.call, node.callee)
      else if (node.call) this.visitArguments(node.call)
      this.typeOf(node.config, { type: instance, origin: undefined })
      if (node.config.kind === 'DictComprehension') {
        const message = 'Invalid schema config expr, expect config entries, e.g., {k1 = v1, k2 = v2}'
        this.report('CompileError', node.config, message)
      }
      return instance
    }
    if (node.call) this.visitArguments(node.call)
    const expected = callee.kind === 'dict' ? { type: widen(this.table, callee), origin: undefined } : undefined
    this.typeOf(node.config, expected)
    return callee.kind === 'dict' ? callee : ANY
  }

  protected typeOfConfig(node: ConfigExpression, expected: Expectation | undefined): Type {
    return this.inLocal('config', () => this.#typeOfEntries(node.entries, expected))
  }

  #typeOfEntries(entries: readonly ConfigEntry[], expected: Expectation | undefined): Type {
    const contents: ConfigContents = { keys: [], values: [], attributes: new Map() }
    for (const entry of entries) {
      switch (entry.kind) {
        case 'KeyValueEntry':
          this.#checkEntry(entry, expected, contents)
          break
        case 'UnpackEntry':
          this.#unpack(this.typeOf(entry.value, expected), entry.value, expected, contents)
          break
        case 'IfEntry': {
          this.typeOf(entry.condition)
          const body = this.#typeOfEntries(entry.body, expected)
          const orElse = entry.orElse.length > 0 ? this.#typeOfEntries(entry.orElse, expected) : body
          this.#unpack(unite(this.table, [body, orElse]), entry, expected, contents)
          break
        }
      }
    }
    if (contents.keys.length === 0) return this.table.dict(ANY, ANY)
    const { keys, values, attributes } = contents
    return this.table.dict(unite(this.table, keys), unite(this.table, values), attributes, true)
  }

  #unpack(type: Type, range: Range, expected: Expectation | undefined, contents: ConfigContents): void {
    switch (type.kind) {
      case 'dict':
        if (type.key.kind !== 'any' || type.value.kind !== 'any' || type.attributes) {
          contents.keys.push(type.key)
          contents.values.push(type.value)
        }
        for (const [name, attribute] of type.attributes ?? []) contents.attributes.set(name, attribute)
        if (expected) this.#checkAttributes(type.attributes, range, expected)
        return
      case 'schema':
        if (!type.isInstance) break
        contents.keys.push(STR)
        contents.values.push(ANY)
        return
      case 'any':
      case 'union':
        contents.keys.push(ANY)
        contents.values.push(ANY)
        return
      case 'none':
      case 'undefined':
        return
      default:
        break
    }
    this.report('CompileError', range, `only dict and schema can be used ** unpack, got '${renderType(type)}'`)
  }

  /** The known keys of an unpacked value, as if they had been written here. */
  #checkAttributes(
    attributes: ReadonlyMap<string, DictAttribute> | undefined,
    range: Range,
    expected: Expectation,
  ): void {
    for (const [name, attribute] of attributes ?? []) {
      const inner = this.#expectationOf(name, range, expected, attribute.origin)
      if (!inner) continue
      const type = widen(this.table, attribute.type)
      if (type.kind === 'dict' && type.attributes && inner.type.kind === 'schema') {
        this.#checkAttributes(type.attributes, range, inner)
      } else this.mustFit(type, inner, range, attribute.origin)
    }
  }

  // ── entries ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #checkEntry(entry: KeyValueEntry, expected: Expectation | undefined, contents: ConfigContents): void {
    const { key, operator, value } = entry
    if (key.kind === 'PathKey' && !this.#isLoopKey(key.name, key.path)) {
      this.#checkPath([key.name, ...key.path], operator, value, expected, contents)
      return
    }
    if (key.kind === 'ComputedKey' && key.expression.kind === 'StringLiteral') {
      const name = { kind: 'Identifier' as const, name: key.expression.value, ...rangeOf(key) }
      this.#checkPath([name], operator, value, expected, contents)
      return
    }
    const keyType = key.kind === 'PathKey' ? this.lookUp(key.name.name, key) : this.typeOf(key.expression)
    const type = this.typeOf(value, keyType.kind === 'str' ? this.#valueExpectation(expected) : expected)
    this.#mustBeString(keyType, key)
    contents.keys.push(keyType)
    contents.values.push(type)
  }

  #isLoopKey(name: Identifier, path: readonly TargetStep[]): boolean {
    return path.length === 0 && this.findLoopVariable(name.name) !== undefined
  }

  #mustBeString(type: Type, range: Range): void {
    if (type.kind === 'none' || !isAssignable(type, STR)) {
      this.report('IllegalAttributeError', range, `A attribute must be string type, got '${renderType(type)}'`)
    }
  }

  #checkPath(
    steps: readonly (Identifier | TargetStep)[],
    operator: KeyValueEntry['operator'],
    value: Expression,
    expected: Expectation | undefined,
    contents: ConfigContents,
  ): void {
    const [head] = steps
    invariant(head && head.kind === 'Identifier', 'a path begins with a name')
    const isIndexed = steps.some((step) => step.kind === 'IndexStep')
    if (isIndexed) this.#checkIndices(head, steps)
    const inner = isIndexed
      ? this.#indexedExpectation(head, steps, expected)
      : this.#expectationOf(head.name, head, expected, undefined)
    const [, ...rest] = steps
    let type: Type
    if (rest.length > 0 && !isIndexed) {
      const [next, ...others] = rest
      invariant(next?.kind === 'MemberStep', 'without indices all steps are names')
      const nested: ConfigContents = { keys: [], values: [], attributes: new Map() }
      this.inLocal('config', () => this.#checkPath([next.name, ...others], operator, value, inner, nested))
      type = this.table.dict(unite(this.table, nested.keys), unite(this.table, nested.values), nested.attributes, true)
    } else {
      type = this.typeOf(value, isIndexed ? undefined : inner)
    }
    if (inner) this.mustFit(type, inner, head)
    if (operator === '+=' && rest.length === 0 && !['list', 'any', 'none', 'union'].includes(type.kind)) {
      this.report('IllegalAttributeError', value, `only list type can in inserted, got '${renderType(type)}'`)
    }
    contents.keys.push(this.table.stringLiteral(head.name))
    contents.values.push(isIndexed ? ANY : type)
    const known = { type: isIndexed ? ANY : type, origin: this.origin(head) }
    contents.attributes.set(head.name, { type: widen(this.table, known.type), origin: known.origin })
    if (this.scope.kind === 'config') {
      this.scope.names.set(head.name, { type: known.type, origin: known.origin, isAnnotated: false })
    }
  }

  /** An index that is no number is read as an expression: so is the name before it. */
  #checkIndices(head: Identifier, steps: readonly (Identifier | TargetStep)[]): void {
    for (const step of steps) {
      if (step.kind !== 'IndexStep') continue
      if (!isNumeral(step.index)) this.lookUp(head.name, head)
      this.typeOf(step.index)
    }
  }

  /** An element is held against the type of the whole, as the reference does; deeper paths are not. */
  #indexedExpectation(
    head: Identifier,
    steps: readonly unknown[],
    expected: Expectation | undefined,
  ): Expectation | undefined {
    const found = this.#expectationOf(head.name, head, expected, undefined)
    return steps.length === 2 ? found : undefined
  }

  protected typeOfDictComprehension(node: DictComprehension, expected: Expectation | undefined): Type {
    return this.inClauses(node.clauses, () => {
      const key = node.key && this.typeOf(node.key)
      const type = this.typeOf(node.value, key ? this.#valueExpectation(expected) : expected)
      if (!key || !node.key) return type
      this.#mustBeString(widen(this.table, key), node.key)
      return this.table.dict(key, type)
    })
  }

  #valueExpectation(expected: Expectation | undefined): Expectation | undefined {
    return expected?.type.kind === 'dict' ? { type: expected.type.value, origin: expected.origin } : undefined
  }

  // ── what an entry is for ──────────────────────────────────────────────────────────────────────────────────────────

  /** What the value of a key is for; says so where the key has no place. */
  #expectationOf(
    name: string,
    range: Range,
    expected: Expectation | undefined,
    given: Origin | undefined,
  ): Expectation | undefined {
    if (!expected) return undefined
    const { type, origin } = expected
    switch (type.kind) {
      case 'schema': {
        if (!type.isInstance) return undefined
        const attribute = findAttribute(type.schema, name)
        if (attribute) return attribute
        const signature = type.schema.indexSignature ?? type.schema.protocol?.indexSignature
        if (signature) return { type: signature.value, origin: undefined }
        if (type.schema.kind === 'mixin' || type.schema.kind === 'protocol') return undefined
        const hint = suggestionText(name, attributeNames(type.schema))
        this.#reportUnknown(name, range, `schema '${type.schema.name}'${hint}`, given)
        return undefined
      }
      case 'dict':
        return { type: type.value, origin }
      case 'list':
        return { type: type.element, origin }
      case 'union':
        return this.#expectationInUnion(name, range, type.members, origin, given)
      default:
        return undefined
    }
  }

  #expectationInUnion(
    name: string,
    range: Range,
    members: readonly Type[],
    origin: Origin | undefined,
    given: Origin | undefined,
  ): Expectation | undefined {
    const types: Type[] = []
    const schemas: string[] = []
    const names: string[] = []
    for (const member of members) {
      if (member.kind === 'any') return undefined
      if (member.kind === 'dict') types.push(member.value)
      if (member.kind !== 'schema') continue
      const found = findAttribute(member.schema, name)?.type ?? member.schema.indexSignature?.value
      if (found) types.push(found)
      schemas.push(member.schema.name)
      names.push(...attributeNames(member.schema))
    }
    if (types.length > 0) return { type: unite(this.table, types), origin }
    if (schemas.length === 0) return undefined
    const whose = schemas.length === 1 ? `'schema ${schemas[0]}'` : `'schemas ${renderNames(schemas)}'`
    this.#reportUnknown(name, range, `${whose}${suggestionText(name, names)}`, given)
    return undefined
  }

  #reportUnknown(name: string, range: Range, whose: string, given: Origin | undefined): void {
    const more = given ? [{ origin: given, message: 'config attribute is defined here' }] : []
    this.report('CompileError', range, `Cannot add member '${name}' to ${whose}`, ...more)
  }
}

function renderNames(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`
}

function rangeOf({ start, end }: Range): Range {
  return { start, end }
}

function isNumeral(index: Expression): boolean {
  return index.kind === 'NumberLiteral' || (index.kind === 'UnaryExpression' && index.operand.kind === 'NumberLiteral')
}

/** Config literals against what they are for: schemas, dicts and unions of them. */
import { invariant, unreachable } from '@kusion/diagnostics'
import type { SourceFile } from '../../program/program.ts'
import { calleeName, namesOf as namesOfCallee } from '../../syntax/callee.ts'
import { chainOf } from '../../syntax/if-chain.ts'
import type {
  ComprehensionClause,
  ComputedKey,
  ConfigEntry,
  ConfigExpression,
  DictComprehension,
  Expression,
  Identifier,
  IfEntry,
  KeyValueEntry,
  PathKey,
  Range,
  SchemaExpression,
} from '../../syntax/nodes.ts'
import { ConfigNames } from '../config-names.ts'
import type { ConfigScope, Scope } from '../scopes.ts'
import { findAttribute } from '../schema-info.ts'
import { isAssignable } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, STR } from '../types/types.ts'
import type { DictAttribute, Type } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import type { Expectation } from './core.ts'
import { typeOfBinary } from './operators.ts'
import { PlaceChecker, placeOf } from './places.ts'

/** The keys and values that a config has been seen to have. */
interface ConfigContents {
  readonly keys: Type[]
  readonly values: Type[]
  readonly attributes: Map<string, DictAttribute>
}

/** What an instance has is of its schema's type, whatever it is. */
type Contents = ConfigContents | undefined

/** How the head of a path is written. */
interface Writing {
  readonly isQuoted: boolean
  readonly isShort: boolean
}

const WRITTEN: Writing = { isQuoted: false, isShort: false }
const QUOTED: Writing = { isQuoted: true, isShort: false }
const SHORT: Writing = { isQuoted: false, isShort: true }

export abstract class ConfigChecker extends PlaceChecker {
  protected abstract inClauses<T>(clauses: readonly ComprehensionClause[], work: () => T): T

  protected typeOfSchemaExpression(node: SchemaExpression): Type {
    const { lastSeen } = this
    const callee = this.typeOf(node.callee)
    this.lastSeen = lastSeen
    if (node.config.kind === 'DictComprehension') {
      const message = 'Invalid schema config expr, expect config entries, e.g., {k1 = v1, k2 = v2}'
      this.report('CompileError', node.config, message)
    }
    switch (callee.kind) {
      case 'schema': {
        const instance = this.table.schema(callee.schema, 'instance')
        const outer = this.expectation
        this.expectation = { type: instance, origin: undefined }
        if (node.config.kind === 'ConfigExpression') this.#checkEntries('instance', node.config.entries, undefined)
        else this.typeOf(node.config)
        this.expectation = outer
        // What a name is declared to be is a schema to the reference, even where it holds an instance.
        if (!callee.isInstance || callee.isDeclared) {
          if (node.call || callee.schema.parameters.length > 0)
            this.checkArguments(calleeName(node.callee), callee.schema, node.call, node.callee)
        } else if (node.call && node.call.positional.length + node.call.keyword.length > 0) {
          this.report('CompileError', node.callee, 'Arguments cannot be used in the schema modification expression')
        }
        return instance
      }
      case 'dict': {
        const config = this.expecting({ type: callee, origin: undefined }, () => this.typeOf(node.config))
        return typeOfBinary(this.table, '|', callee, config) ?? ANY
      }
      case 'any':
        return ANY
      default: {
        const isCalled =
          node.call !== undefined && callee.kind !== 'function' && namesOfCallee(node.callee).length === 0
        const shown = renderType(callee)
        this.report(
          'CompileError',
          node.callee,
          isCalled ? `'${shown}' object is not callable` : `Invalid schema type '${shown}'`,
        )
        return ANY
      }
    }
  }

  protected typeOfConfig(node: ConfigExpression): Type {
    return this.#typeOfEntries(node.entries)
  }

  #typeOfEntries(entries: readonly ConfigEntry[]): Type {
    const contents = emptyContents()
    this.#checkEntries('config', entries, contents)
    return this.#typeOfContents(contents)
  }

  /** Keys are names for the entries after them; not those that a schema around it has, unless it is an instance. */
  #checkEntries(kind: ConfigScope['kind'], entries: readonly ConfigEntry[], contents: Contents): void {
    const outer = this.#enterConfig(kind)
    for (const entry of entries) {
      const home = this.borrowed?.get(entry)
      if (home) this.#checkBorrowed(entry, home, contents)
      else this.#checkEntry(entry, contents)
    }
    this.#leaveConfig(outer)
  }

  /** Stands by itself, so that nothing is made for other entries. */
  #checkBorrowed(entry: ConfigEntry, home: SourceFile, contents: Contents): void {
    this.inFile(home, () => this.#checkEntry(entry, contents))
  }

  #enterConfig(kind: ConfigScope['kind']): Scope {
    const outer = this.scope
    this.scope = { kind, names: new ConfigNames(), outer }
    return outer
  }

  #leaveConfig(outer: Scope): void {
    this.scope = outer
    if (this.loopNames.size > 0) this.loopNames.clear()
  }

  #typeOfContents({ keys, values, attributes }: ConfigContents): Type {
    const known = attributes.size > 0 ? attributes : undefined
    return this.table.dict(unite(this.table, keys), unite(this.table, values), known)
  }

  #checkEntry(entry: ConfigEntry, contents: Contents): void {
    switch (entry.kind) {
      case 'KeyValueEntry':
        this.#checkKeyValue(entry, contents)
        break
      case 'UnpackEntry':
        this.#unpack(this.typeOf(entry.value), entry.value, contents)
        break
      case 'IfEntry':
        this.#unpack(this.#typeOfIf(entry), entry, contents)
        break
      default:
        unreachable(entry)
    }
  }

  #typeOfIf(node: IfEntry): Type {
    const { arms, orElse } = chainOf(node)
    const types = arms.map(({ condition, body }) => {
      this.typeOf(condition)
      return this.#typeOfEntries(body)
    })
    if (orElse.length > 0) types.push(this.#typeOfEntries(orElse))
    return types.reduceRight((rest, type) => unite(this.table, [type, rest]))
  }

  // ── unpacked values ───────────────────────────────────────────────────────────────────────────────────────────────

  #unpack(type: Type, range: Range, contents: Contents): void {
    const members = type.kind === 'union' ? type.members : [type]
    if (!members.every((member) => UNPACKED.has(member.kind))) {
      this.report('CompileError', range, `only dict and schema can be used ** unpack, got '${renderType(type)}'`)
      return
    }
    if (contents) for (const member of members) unpackMember(member, contents)
    // What may be one of several is no statement about any key.
    if (type.kind === 'schema')
      for (const attribute of type.schema.attributes.values()) this.#unpackKey(attribute.name, attribute, contents)
    if (type.kind !== 'dict') return
    for (const [name, attribute] of type.attributes ?? []) this.#unpackKey(name, attribute, contents)
    if (this.expectation) this.#checkAttributes(type.attributes, range, this.expectation)
  }

  #unpackKey(name: string, { type, origin }: DictAttribute, contents: Contents): void {
    if (contents) contents.attributes.set(name, { type, origin })
    else if (this.scope.kind === 'instance') this.scope.names.unpack(name, type)
  }

  /** The known keys of an unpacked value, as if they had been written here. */
  #checkAttributes(
    attributes: ReadonlyMap<string, DictAttribute> | undefined,
    range: Range,
    expected: Expectation,
  ): void {
    for (const [name, attribute] of attributes ?? []) {
      if (name === '') continue
      this.mustHavePlace(name, range, expected, attribute.origin)
      const inner = placeOf(this.table, name, expected)
      if (!inner) continue
      const type = widen(this.table, attribute.type)
      const nested = type.kind === 'dict' ? type.attributes : undefined
      if (!nested || inner.type.kind !== 'schema') this.mustFit(type, inner, range, attribute.origin)
      this.#checkAttributes(nested, range, inner)
    }
  }

  // ── entries with a key ────────────────────────────────────────────────────────────────────────────────────────────

  #checkKeyValue({ key, operator, value, isShort }: KeyValueEntry, contents: Contents): void {
    if (key.kind === 'PathKey') {
      if (key.path.at(-1)?.kind === 'IndexStep') this.#checkElement(key, operator, value, contents)
      else this.#checkPath(namesOf(key), operator, value, contents, isShort ? SHORT : WRITTEN)
    } else if (key.expression.kind === 'StringLiteral') {
      const name = { kind: 'Identifier' as const, name: key.expression.value, ...rangeOf(key) }
      this.#checkPath([name], operator, value, contents, QUOTED)
    } else this.#checkComputed(key, operator, value, contents)
  }

  #checkComputed(key: ComputedKey, operator: KeyValueEntry['operator'], value: Expression, contents: Contents): void {
    if (key.expression.kind === 'MissingExpression') {
      const type = this.expecting(undefined, () => this.typeOf(value))
      this.#mustBeInsertable(operator, type, value)
      contents?.keys.push(ANY)
      contents?.values.push(type)
      return
    }
    const keyType = this.expecting(undefined, () => this.typeOf(key.expression))
    const type = this.#typeOfValue(key.expression, value)
    this.#mustBeString(keyType, key)
    this.#mustBeInsertable(operator, type, value)
    contents?.keys.push(keyType)
    contents?.values.push(type)
  }

  #mustBeString(type: Type, range: Range): void {
    if (type.kind === 'none' || !isAssignable(type, STR)) {
      this.report('IllegalAttributeError', range, `A attribute must be string type, got '${renderType(type)}'`)
    }
  }

  #mustBeInsertable(operator: KeyValueEntry['operator'], type: Type, value: Range): void {
    if (operator === '+=' && type.kind !== 'list' && type.kind !== 'any') {
      this.report('IllegalAttributeError', value, `only list type can in inserted, got '${renderType(type)}'`)
    }
  }

  /** `a.b = v` is `a: {b = v}`. What stands for its key and its value is no name for others. */
  #checkPath(
    names: readonly Identifier[],
    operator: KeyValueEntry['operator'],
    value: Expression,
    contents: Contents,
    { isQuoted, isShort }: Writing = WRITTEN,
  ): void {
    const [head] = names
    const rest = names.length > 1 ? names.slice(1) : NO_NAMES
    invariant(head, 'a path begins with a name')
    const place = this.placeInExpected(head)
    const { expectation: outer } = this
    // Most of what instances have fits at a glance, and nobody asks for its type.
    if (
      value.kind === 'StringLiteral' &&
      place?.type.kind === 'str' &&
      !contents &&
      rest.length === 0 &&
      !this.loopNames.has(head.name)
    ) {
      if (operator === '+=') this.#mustBeInsertable(operator, this.typeOf(value), value)
      this.#declareOfInstance(head, this.#typeLater(value))
      return
    }
    this.expectation = place
    const written = rest.length === 0 ? this.typeOf(value) : this.#typeOfRest(rest, operator, value)
    this.expectation = outer
    if (place) this.mustFit(written, place, head)
    const isLoopName = !isQuoted && this.loopNames.has(head.name)
    const loopName = isLoopName ? this.lookUp(head.name, head) : undefined
    if (loopName) this.#mustBeString(loopName, head)
    if (rest.length === 0) this.#mustBeInsertable(operator, written, value)
    if (!contents) {
      if (!isShort) this.#declareOfInstance(head, written)
      return
    }
    contents.keys.push(loopName ?? this.table.stringLiteral(head.name))
    contents.values.push(written)
    const before = contents.attributes.get(head.name)
    const type = before ? unite(this.table, [before.type, written]) : written
    if (!isShort) this.#declareKey(head, type)
    if (!isLoopName) contents.attributes.set(head.name, { type: widen(this.table, type), origin: this.origin(head) })
  }

  #typeLater(value: Expression): () => Type {
    return () => this.typeOf(value)
  }

  #typeOfRest(names: readonly Identifier[], operator: KeyValueEntry['operator'], value: Expression): Type {
    const outer = this.#enterConfig('config')
    const contents = emptyContents()
    this.#checkPath(names, operator, value, contents)
    this.#leaveConfig(outer)
    return this.#typeOfContents(contents)
  }

  #declareOfInstance(key: Identifier, written: Type | (() => Type)): void {
    const { file, scope, table } = this
    if (scope.kind !== 'instance') return
    const before = scope.names.before(table, key.name)
    const type = before ? unite(table, [before, typeof written === 'function' ? written() : written]) : written
    scope.names.declare(key.name, type, file, key)
  }

  #declareKey(key: Identifier, type: Type): void {
    const { scope } = this
    if (scope.kind !== 'instance' && (scope.kind !== 'config' || this.#isNameOfSchema(key.name))) return
    scope.names.declare(key.name, type, this.file, key)
  }

  #isNameOfSchema(name: string): boolean {
    const schema = this.enclosingSchema()
    return schema !== undefined && (schema.assigned.has(name) || findAttribute(schema.schema, name) !== undefined)
  }

  /** `a[0] = v`, `a.b[0] = v`: the element is held against the type of the whole list. */
  #checkElement(key: PathKey, operator: KeyValueEntry['operator'], value: Expression, contents: Contents): void {
    const [head, ...rest] = namesOf(key)
    invariant(head, 'a path begins with a name')
    let place = this.placeInExpected(head)
    for (const name of rest) {
      if (!place) break
      this.mustHavePlace(name.name, head, place, undefined)
      place = placeOf(this.table, name.name, place)
    }
    const type = this.expecting(place, () => this.typeOf(value))
    if (place)
      this.mustFit(
        rest.reduce((inner) => this.table.dict(STR, inner), type),
        place,
        head,
      )
    this.#mustBeInsertable(operator, type, value)
    contents?.keys.push(STR)
    contents?.values.push(operator === '+=' ? type : this.table.list(type))
  }

  /** Only a key that can be read without running anything tells what the value is for; a text to be put together hides it. */
  #typeOfValue(key: Expression, value: Expression): Type {
    switch (key.kind) {
      case 'NameExpression':
        return this.#typeOfPlaced(key.name, value)
      case 'StringLiteral':
        return this.#typeOfPlaced(key.value, value)
      case 'InterpolatedString':
        return this.expecting(undefined, () => this.typeOf(value))
      default:
        return this.typeOf(value)
    }
  }

  #typeOfPlaced(name: string, value: Expression): Type {
    const place = this.expectation && placeOf(this.table, name, this.expectation)
    return this.expecting(place, () => this.typeOf(value))
  }

  protected typeOfDictComprehension(node: DictComprehension): Type {
    return this.inClauses(node.clauses, () => {
      if (!node.key) this.report('CompileError', node.value, 'dict unpacking cannot be used in dict comprehension')
      const key = this.typeOf(node.key ?? node.value)
      if (node.key) this.#mustBeString(key, node.key)
      const type = node.key ? this.#typeOfValue(node.key, node.value) : this.typeOf(node.value)
      return this.table.dict(node.key || key.kind !== 'dict' ? key : key.key, type)
    })
  }
}

const NO_NAMES: readonly Identifier[] = []

/** Types that `**` takes, among them what is known only when the program runs. */
const UNPACKED: ReadonlySet<Type['kind']> = new Set(['any', 'none', 'dict', 'schema'])

function unpackMember(type: Type, { keys, values }: ConfigContents): void {
  if (type.kind === 'dict') {
    keys.push(type.key)
    values.push(type.value)
  } else if (type.kind === 'schema') {
    keys.push(STR)
    values.push(type.schema.indexSignature?.value ?? ANY)
  } else values.push(type)
}

function emptyContents(): ConfigContents {
  return { keys: [], values: [], attributes: new Map() }
}

function rangeOf({ start, end }: Range): Range {
  return { start, end }
}

function namesOf(key: PathKey): readonly Identifier[] {
  if (key.path.length === 0) return [key.name]
  return [key.name, ...key.path.flatMap((step) => (step.kind === 'MemberStep' ? [step.name] : []))]
}

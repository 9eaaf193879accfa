/** Schemas and rules: their relations, which are resolved before any code is looked at, and their bodies. */
import { calleeName, namesOf } from '../../syntax/callee.ts'
import type {
  CheckExpression,
  Decorator,
  Expression,
  Identifier,
  IndexSignature,
  QualifiedName,
  Range,
  RuleStatement,
  SchemaAttribute,
  SchemaStatement,
} from '../../syntax/nodes.ts'
import { findAttribute, type IndexSignatureInfo, type SchemaInfo } from '../schema-info.ts'
import type { SchemaScope } from '../scopes.ts'
import { renderType } from '../types/render.ts'
import { isCovered } from '../types/assignable.ts'
import { ANY, BOOL, STR, type Type } from '../types/types.ts'
import { attributeInfo } from './core.ts'
import { bodyNames, declareBodyNames } from './schema-bodies.ts'
import { StatementChecker } from './statements.ts'

const DECORATORS: Readonly<Record<string, Readonly<Record<string, Type>> | 'any'>> = {
  deprecated: { version: STR, reason: STR, strict: BOOL },
  info: 'any',
}

export class SchemaChecker extends StatementChecker {
  // ── relations ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** In the order in which the reference looks at the parts. */
  resolveSchema(info: SchemaInfo): void {
    const { node } = info
    if (node.kind === 'RuleStatement') this.#resolveRule(info, node)
    else this.#resolveParts(info, node)
    for (const decorator of node.decorators) this.#checkDecorator(decorator)
  }

  #resolveRule(info: SchemaInfo, node: RuleStatement): void {
    if (isBasicType(info.name)) this.report('CompileError', node.name, builtinNameTaken('rule name', info.name))
    const [base] = node.bases
    if (base) info.base = this.#baseOfRule(base)
    if (node.protocol) info.protocol = this.#protocol(node.protocol)
    // What a rule is called with is not counted.
    info.parameters = (node.parameters?.list ?? []).map((parameter) => ({
      ...this.parameterOf(parameter, parameter),
      hasDefault: true,
    }))
  }

  #resolveParts(info: SchemaInfo, node: SchemaStatement): void {
    if (node.base) this.#resolveBase(info, node.base)
    if (node.protocol) {
      if (info.kind === 'mixin') {
        info.protocol = this.#protocol(node.protocol)
      } else this.report('IllegalInheritError', node.protocol, 'only schema mixin can inherit from protocol')
    }
    if (isBasicType(info.name)) this.report('CompileError', node.name, builtinNameTaken('schema name', info.name))
    if (info.kind === 'protocol') this.#mustBeProtocol(node)
    this.#declareAttributes(info, node)
    info.mixins = node.mixins.flatMap((name) => this.#resolveMixin(name))
    const names = node.parameters && new Set(bodyNames(info))
    info.parameters = (node.parameters?.list ?? []).map((parameter) => {
      if (names?.has(parameter.name.name)) this.#reportTakenName(parameter.name)
      return this.parameterOf(parameter, parameter)
    })
  }

  #mustBeProtocol({ name, body, docstring, parameters, mixins, checks }: SchemaStatement): void {
    if (!name.name.endsWith('Protocol')) {
      this.report('CompileError', { start: name.end, end: name.end }, "schema protocol name must end with 'Protocol'")
    }
    const isOfAttributes = body.every(
      (member) =>
        member.kind === 'SchemaAttribute' || (member.kind === 'ExpressionStatement' && member.expression === docstring),
    )
    if (!isOfAttributes || parameters || mixins.length > 0 || checks.length > 0) {
      this.report('CompileError', name, 'a protocol is only allowed to define attributes in it')
    }
  }

  #resolveBase(info: SchemaInfo, name: QualifiedName): void {
    const base = this.#relation(name, 'invalid schema inherit object type, expect schema')
    if (base && base.kind !== 'schema') {
      const message = `invalid schema inherit object type, expect schema, got '${base.name}'`
      this.report('IllegalInheritError', name, message)
    } else info.base = base
  }

  #resolveMixin(name: QualifiedName): readonly SchemaInfo[] {
    const last = name.names.at(-1)?.name ?? ''
    if (!last.endsWith('Mixin')) {
      this.report('NameError', name, `a valid mixin name should end with 'Mixin', got '${last}'`)
    }
    const type = this.typeOfName(name)
    if (type.kind === 'schema' && type.schema.kind === 'mixin') return [type.schema]
    const got = type.kind === 'schema' ? type.schema.name : renderType(type)
    this.report('IllegalInheritError', name, `illegal schema mixin object type, expected mixin, got '${got}'`)
    return []
  }

  #baseOfRule(name: QualifiedName): SchemaInfo | undefined {
    const type = this.typeOfName(name)
    if (type.kind === 'schema' && type.schema.kind === 'rule') return type.schema
    const got = type.kind === 'schema' ? type.schema.name : renderType(type)
    this.report('IllegalInheritError', name, `illegal rule type '${got}'`)
    return undefined
  }

  #protocol(name: QualifiedName): SchemaInfo | undefined {
    const complaint = 'invalid schema inherit object type, expect protocol'
    const found = this.#relation(name, complaint)
    if (!found || found.kind === 'protocol') return found
    this.report('IllegalInheritError', name, `${complaint}, got '${found.name}'`)
    return undefined
  }

  #reportTakenName(parameter: Identifier): void {
    const { name } = parameter
    const message = `Unexpected parameter name '${name}' with the same name as the schema attribute`
    this.report('CompileError', parameter, message)
  }

  #relation(name: QualifiedName, complaint: string): SchemaInfo | undefined {
    const type = this.typeOfName(name)
    if (type.kind === 'schema') return type.schema
    this.report('IllegalInheritError', name, `${complaint}, got '${renderType(type)}'`)
    return undefined
  }

  #declareAttributes(info: SchemaInfo, node: SchemaStatement): void {
    info.attributes.clear()
    info.indexSignature = node.indexSignature && this.#indexSignature(info, node.indexSignature)
    for (const member of node.body) {
      if (member.kind === 'SchemaAttribute') {
        const at = { start: member.start, end: member.name.end }
        const type = this.typeOfAnnotation(member.type)
        for (const decorator of member.decorators) this.#checkDecorator(decorator)
        this.#declareAttribute(info, member.name.name, at, type, member.optional)
      } else if (member.kind === 'UnificationStatement') {
        const { target } = member
        const type = this.#typeOfUnified(member.value.callee, target)
        this.#declareAttribute(info, target.name, target, type, false)
      }
    }
  }

  /** Names that mean nothing are said at the attribute, and it may then be anything. */
  #typeOfUnified(callee: Expression, target: Identifier): Type {
    const names = namesOf(callee)
    if (names.length === 0) return ANY
    const type = this.typeOfName({ kind: 'QualifiedName', names, start: callee.start, end: callee.end }, target)
    return type.kind === 'schema' ? this.table.schema(type.schema, 'declared') : ANY
  }

  #declareAttribute(info: SchemaInfo, name: string, at: Range, type: Type, isOptional: boolean): void {
    const own = info.attributes.get(name)
    const inherited = info.base && findAttribute(info.base, name)
    if (own && !isCovered(type, own.type)) this.#reportTypeChange(name, at, own.type, type)
    else if (inherited && !isCovered(type, inherited.type)) this.#reportTypeChange(name, at, own?.type ?? type, type)
    const before = own ?? inherited
    if (before && isOptional && !before.isOptional) {
      const message = `can't change the required schema attribute of '${name}' to optional`
      this.report('TypeError', at, message)
    }
    this.#mustMeetSignature(info, name, at, type)
    if (!own) info.attributes.set(name, { name, type, origin: this.origin(at), isOptional })
  }

  #reportTypeChange(name: string, at: Range, from: Type, to: Type): void {
    const types = `from ${renderType(from)} to ${renderType(to)}`
    this.report('TypeError', at, `can't change schema field type of '${name}' ${types}`)
  }

  #indexSignature(info: SchemaInfo, node: IndexSignature): IndexSignatureInfo {
    if (node.name && bodyNames(info).includes(node.name.name)) {
      const message = `index signature attribute name '${node.name.name}' cannot have the same name as schema attributes`
      this.report('IndexSignatureError', node, message)
    }
    const key = this.typeOfAnnotation(node.keyType)
    const value = this.typeOfAnnotation(node.valueType)
    if (!isCovered(key, STR)) {
      const message = `invalid index signature key type: '${renderType(key)}'`
      this.report('IndexSignatureError', info.node.name, message)
    }
    return { key, value, anyOther: node.anyOther }
  }

  #mustMeetSignature({ node, indexSignature }: SchemaInfo, name: string, at: Range, type: Type): void {
    if (!indexSignature || indexSignature.anyOther || isCovered(type, indexSignature.value)) return
    const keyName = node.kind === 'SchemaStatement' ? node.indexSignature?.name?.name : undefined
    const key = `${keyName === undefined ? '' : `${keyName}: `}${renderType(indexSignature.key)}`
    const definition = `[${key}]: ${renderType(indexSignature.value)}`
    const subject = `the type '${renderType(type)}' of schema attribute '${name}'`
    this.report('IndexSignatureError', at, `${subject} does not meet the index signature definition ${definition}`)
  }

  // ── bodies ────────────────────────────────────────────────────────────────────────────────────────────────────────

  protected checkDefinition(node: SchemaStatement | RuleStatement): void {
    const name = node.name.name
    const info = this.package.schemas.get(name)
    if (!info) {
      this.#reportNested(node)
      return
    }
    const first = this.definedAt.get(name)
    const type = this.package.names.get(name)?.type
    if (!first) this.definedAt.set(name, this.origin(node.name))
    else {
      this.report('UniqueKeyError', node.name, `Unique key error name '${name}'`, {
        origin: first,
        message: `The variable '${name}' is declared here`,
      })
    }
    if (type && type.kind !== 'schema') {
      this.report('TypeError', node.name, `expected schema type, got ${renderType(type)}`)
      return
    }
    this.checkDefaults(node.parameters)
    const scope: SchemaScope = {
      kind: 'schema',
      schema: info,
      names: new Map(),
      assigned: new Set(),
      outer: this.scope,
    }
    for (const parameter of info.parameters) {
      scope.names.set(parameter.name ?? '', { type: parameter.type, origin: parameter.origin, isAnnotated: true })
    }
    // Of two with one name the other one says what attributes are.
    if (info.node !== node && node.kind === 'SchemaStatement') this.#declareOwnAttributes(node, scope)
    const signature = node.kind === 'SchemaStatement' ? node.indexSignature : undefined
    if (signature?.name && info.indexSignature && !scope.names.has(signature.name.name)) {
      const origin = this.origin(signature.name)
      scope.names.set(signature.name.name, { type: info.indexSignature.key, origin, isAnnotated: true })
    }
    declareBodyNames(info, scope)
    this.inScope(scope, () => {
      if (node.kind === 'SchemaStatement') {
        this.#checkSignatureValue(info, signature)
        for (const member of node.body) {
          const isDocstring = member.kind === 'ExpressionStatement' && member.expression === node.docstring
          if (!isDocstring) this.checkStatement(member)
        }
      }
      for (const check of node.checks) this.#checkCheck(check)
    })
  }

  /** What is defined in a branch, a body or a lambda is defined nowhere. */
  #reportNested({ kind, name }: SchemaStatement | RuleStatement): void {
    if (this.scope.kind !== 'package') this.report('UniqueKeyError', name, `Unique key error name '${name.name}'`)
    this.report('CompileError', name, `name '${name.name}' is not defined`)
    this.report('TypeError', name, `expected ${kind === 'RuleStatement' ? 'rule' : 'schema'} type, got any`)
  }

  #declareOwnAttributes({ body }: SchemaStatement, { names }: SchemaScope): void {
    for (const member of body) {
      if (member.kind !== 'SchemaAttribute') continue
      names.set(member.name.name, { type: ANY, origin: this.origin(member.name), isAnnotated: false })
    }
  }

  #checkSignatureValue(info: SchemaInfo, node: IndexSignature | undefined): void {
    if (!node?.value || !info.indexSignature) return
    const { value: written } = node
    const { value } = info.indexSignature
    const isHeld = value.kind === 'schema'
    const type = isHeld
      ? this.expecting({ type: value, origin: this.origin(written) }, () => this.typeOf(written))
      : this.typeOf(written)
    this.mustFit(type, { type: value, origin: undefined }, node)
  }

  /** The message and the condition are looked at before the test. */
  #checkCheck(check: CheckExpression): void {
    if (check.message) this.checkMessage(check.message)
    if (check.condition) this.typeOfCondition(check.condition)
    this.typeOf(check.test)
  }

  protected checkAttribute(node: SchemaAttribute): void {
    const scope = this.enclosingSchema()
    // What a parameter or a branch says of the name is forgotten.
    if (scope?.names.get(node.name.name)?.isAnnotated) scope.names.delete(node.name.name)
    const name = node.selected ?? node.name
    const attribute = scope && findAttribute(scope.schema, name.name)
    const type = scope && attribute ? attributeInfo(attribute, scope).type : ANY
    if (node.selected) this.report('CompileError', name, 'schema attribute can not be selected')
    if (!node.value) {
      // A literal as a type is the value, too.
      if (node.type.kind === 'LiteralType')
        this.mustFit(this.typeOfAnnotation(node.type), { type, origin: undefined }, node.name)
      return
    }
    const { value: written } = node
    const value = this.expecting({ type, origin: this.origin(written) }, () => this.typeOf(written))
    const kept = node.operator === '|=' ? this.binaryResult('|', value, type, node.name) : value
    this.mustFit(kept, { type, origin: undefined }, node.name)
  }

  #checkDecorator(node: Decorator): void {
    if (node.name.kind !== 'NameExpression') {
      this.report('TypeError', node.name, 'decorator name must be a single identifier')
      return
    }
    const { name } = node.name
    const parameters = DECORATORS[name]
    if (parameters === undefined) {
      this.report('CompileError', node.name, `UnKnown decorator ${name}`)
      return
    }
    if (!node.call) return
    if (parameters === 'any') {
      this.checkArguments(calleeName(node.name), { parameters: [], isVariadic: true }, node.call, node.name)
      return
    }
    const list = Object.entries(parameters).map(([parameter, type]) => ({
      name: parameter,
      type,
      hasDefault: true,
      origin: undefined,
    }))
    this.checkArguments(calleeName(node.name), { parameters: list }, node.call, node.name)
  }
}

export function isBasicType(name: string): boolean {
  return BASIC_TYPES.includes(name)
}

export function builtinNameTaken(what: string, name: string): string {
  const types = BASIC_TYPES.map((type) => JSON.stringify(type)).join(', ')
  return `${what} '${name}' cannot be the same as the built-in types ([${types}])`
}

const BASIC_TYPES: readonly string[] = ['any', 'int', 'float', 'str', 'bool']

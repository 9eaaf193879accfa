/** Statements, in packages, in schema bodies and in lambdas. */
import { unreachable } from '@kusion/diagnostics'
import { chainOf } from '../../syntax/if-chain.ts'
import type {
  AssignStatement,
  AugmentedAssignStatement,
  BinaryOperator,
  Expression,
  IfStatement,
  SchemaAttribute,
  SchemaMember,
  Statement,
  Target,
  UnificationStatement,
} from '../../syntax/nodes.ts'
import type { LocalScope, NameInfo, PackageScope, SchemaScope } from '../scopes.ts'
import { findAttribute, ownAttributeNames } from '../schema-info.ts'
import { suggestionText } from '../suggestions.ts'
import { isAssignable, isCovered } from '../types/assignable.ts'
import { renderType } from '../types/render.ts'
import { ANY, STR, type Origin, type Type } from '../types/types.ts'
import { unite, widen } from '../types/union.ts'
import { attributeInfo, type Expectation } from './core.ts'
import { ExpressionChecker } from './expressions.ts'
import { findMember } from './members.ts'
import { isOfHead } from './schema-bodies.ts'

export abstract class StatementChecker extends ExpressionChecker {
  protected abstract checkDefinition(node: Extract<Statement, { kind: 'SchemaStatement' | 'RuleStatement' }>): void
  protected abstract checkAttribute(node: Extract<SchemaMember, { kind: 'SchemaAttribute' }>): void

  /** The type is that of the value, for the last statement of a lambda. */
  protected checkStatement(node: Statement | SchemaMember): Type {
    this.lastSeen = node
    switch (node.kind) {
      case 'ImportStatement':
        return ANY
      case 'TypeAliasStatement':
        // Names that it lacked above are looked for again.
        if (this.#writable().kind !== 'lambda' && this.reporter.diagnostics.length === 0) return ANY
        return this.typeOfAnnotation(node.type, node.name)
      case 'AssertStatement':
        this.typeOf(node.test)
        if (node.condition) this.typeOfCondition(node.condition)
        if (node.message) this.checkMessage(node.message)
        return ANY
      case 'IfStatement':
        return this.#if(node)
      case 'AssignStatement':
        return this.#assign(node)
      case 'AugmentedAssignStatement':
        return this.#augmentedAssign(node)
      case 'UnificationStatement':
        return this.#unification(node)
      case 'SchemaStatement':
      case 'RuleStatement':
        this.checkDefinition(node)
        return ANY
      case 'SchemaAttribute':
        this.checkAttribute(node)
        return ANY
      case 'ExpressionStatement':
        return this.typeOf(node.expression)
      default:
        return unreachable(node)
    }
  }

  protected checkMessage(message: Expression): void {
    const type = this.typeOf(message)
    if (!isAssignable(type, STR)) this.report('TypeError', message, `expected str, got ${renderType(type)}`)
  }

  #if(node: IfStatement): Type {
    const last = (body: IfStatement['body']): Type => {
      let type: Type = ANY
      for (const member of body)
        type = this.checkStatement(member.kind === 'SchemaAttribute' ? assignmentOf(member) : member)
      return type
    }
    const { arms, orElse } = chainOf(node)
    const types = arms.map(({ condition, body }) => {
      this.typeOf(condition)
      return last(body)
    })
    return types.reduceRight((rest, type) => unite(this.table, [type, rest]), last(orElse))
  }

  // ── assignments ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** The value is looked at for each target anew, as what it is for differs. */
  #assign(node: AssignStatement): Type {
    const annotation = node.type && this.typeOfAnnotation(node.type)
    let type: Type = ANY
    for (const target of node.targets) {
      const name = target.name.name
      const { kind } = this.#writable()
      const isPlaced = this.definedAt.has(name) && !this.package.schemas.has(name)
      if (kind === 'package' && (!isPlaced || node.value.kind === 'SchemaExpression')) {
        this.definedAt.set(name, this.origin(target.name))
      }
      // The value of a name in a lambda may read the name.
      if (kind === 'lambda' && target.path.length === 0 && !this.#declared(name)) {
        this.#declare(name, { type: ANY, origin: this.origin(target.name), isAnnotated: false })
      }
      const part = target.path.length > 0 ? this.#typeOfPlace(target) : undefined
      const before = part ? undefined : this.#assignable(name, annotation !== undefined)
      type = before && HELD.has(before.type.kind) ? this.#typeOfAssigned(node, before) : this.typeOf(node.value)
      // The value may have told the name another type.
      const place = before && before.type.kind !== 'any' ? this.#assignable(name, annotation !== undefined) : before
      if (annotation && !this.#isAhead(target, place)) this.#mustKeepType(target, annotation, place)
      if (part) this.mustFit(type, { type: part, origin: undefined }, target)
      else this.#assignTo(target, type, annotation, place)
      const inherited = annotation && this.#inherited(name)
      if (inherited) this.mustFit(type, { type: inherited, origin: undefined }, target)
    }
    return type
  }

  #typeOfAssigned({ targets, value }: AssignStatement, place: NameInfo): Type {
    const type = this.#valueType(place)
    return this.expecting({ type, origin: this.origin(targets[0] ?? value) }, () => this.typeOf(value))
  }

  /** What is assigned to the name of a schema is held against an instance of it. */
  #valueType({ type }: NameInfo): Type {
    return type.kind === 'schema' && !type.isInstance ? this.table.schema(type.schema, 'instance') : type
  }

  /** The type of an attribute that the schema at hand has from another one. */
  #inherited(name: string): Type | undefined {
    const scope = this.#writable()
    if (scope.kind !== 'schema' || scope.schema.attributes.has(name)) return undefined
    return findAttribute(scope.schema, name)?.type
  }

  /** In a schema, a declaration further down may say something else. */
  #isAhead({ start }: Target, place: NameInfo | undefined): boolean {
    return this.#writable().kind === 'schema' && (place?.origin?.range.start ?? 0) > start
  }

  /** A second annotation must repeat the first; what a unification says was held against it before. */
  #mustKeepType(target: Target, annotation: Type, place: NameInfo | undefined): void {
    if (place?.type.kind === 'schema' && place.type.isDeclared) return
    if (!place?.origin || place.type.kind === 'any' || isCovered(place.type, annotation)) return
    const scope = this.#writable()
    if (scope.kind === 'lambda' && place !== scope.names.get(target.name.name)) return
    this.report('TypeError', target, `can not change the type of '${target.name.name}' to ${renderType(annotation)}`, {
      origin: place.origin,
      message: `expected ${renderType(place.type)}`,
    })
  }

  #assignTo(target: Target, type: Type, annotation: Type | undefined, place: NameInfo | undefined): void {
    const name = target.name.name
    // What may be anything is what it is first given.
    if (place && place.type.kind !== 'any') {
      this.mustFit(type, { type: this.#valueType(place), origin: undefined }, target)
      return
    }
    this.mustFit(type, annotation ? { type: annotation, origin: undefined } : ANYTHING, target)
    this.#declare(name, {
      type: annotation ?? widen(this.table, type),
      origin: place?.origin ?? this.origin(target.name),
      isAnnotated: annotation !== undefined,
    })
  }

  /** The type of the place that a path leads to; a name that nothing declares leads anywhere. */
  #typeOfPlace(target: Target): Type {
    const place = this.#placeOfParts(target)
    return target.path.reduce(
      (type: Type, step) => {
        if (step.kind === 'MemberStep') {
          this.#mustHaveMember(type, step.name.name, target)
          return this.typeOfMember(type, step.name.name, target)
        }
        if (step.index.kind === 'StringLiteral') this.#mustHaveMember(type, step.index.value, target)
        return this.typeOfElement(type, step.index, target)
      },
      place?.origin ? place.type : ANY,
    )
  }

  /** In a lambda, what is not its own is not known any more. */
  #placeOfParts(target: Target): NameInfo | undefined {
    const name = target.name.name
    const scope = this.#writable()
    if (scope.kind !== 'lambda') return this.findName(name)
    const own = scope.names.get(name)
    if (own) return this.findName(name)
    if (!this.findName(name)) this.lookUp(name, target)
    scope.names.set(name, { type: ANY, origin: this.origin(target.name), isAnnotated: false })
    return undefined
  }

  #mustHaveMember(type: Type, name: string, target: Target): void {
    if (type.kind !== 'schema' || findMember(this.state, type, name)) return
    const hint = suggestionText(name, ownAttributeNames(type.schema))
    this.report('CompileError', target, `Cannot add member '${name}' to schema '${type.schema.name}'${hint}`)
  }

  #augmentedAssign(node: AugmentedAssignStatement): Type {
    const { target } = node
    const name = target.name.name
    if (node.value.kind !== 'SchemaExpression') this.#mustBeMutable(target)
    const isKnown = this.#isDeclared(name)
    const found = isKnown ? undefined : this.lookUp(name, target)
    const place = target.path.length === 0 ? this.#declared(name)?.type : this.#typeOfPlace(target)
    const left = place ?? found ?? this.findName(name)?.type ?? ANY
    const type = this.binaryResult(binaryOperator(node.operator), left, this.typeOf(node.value), target)
    if (place && place.kind !== 'any') this.mustFit(type, { type: place, origin: undefined }, target)
    // Said once: from here on the name is known, and hides what the library has.
    if (!isKnown) this.#declare(name, { type: ANY, origin: this.origin(target.name), isAnnotated: false })
    return type
  }

  #mustBeMutable(target: Target): void {
    const name = target.name.name
    if (name.startsWith('_')) return
    const first = this.definedAt.get(name)
    if (!first) {
      if (this.#writable().kind === 'package') this.definedAt.set(name, this.origin(target.name))
      return
    }
    this.reporter.report(
      'ImmutableError',
      { origin: this.origin(target), message: `Immutable variable '${name}' is modified during compiling` },
      {
        origin: first,
        message: `The variable '${name}' is declared here firstly`,
        note: `change the variable name to '_${name}' to make it mutable`,
      },
    )
  }

  #unification(node: UnificationStatement): Type {
    const type = this.typeOf(node.value)
    const target = { kind: 'Target', name: node.target, path: [], ...rangeOf(node.target) } as const
    this.#assignTo(target, type, undefined, this.#declared(node.target.name))
    return type
  }

  // ── where names live ──────────────────────────────────────────────────────────────────────────────────────────────

  /** The scope that assignments go to. */
  #writable(): PackageScope | SchemaScope | LocalScope {
    for (let at = this.scope; ; at = at.outer)
      if (at.kind === 'package' || at.kind === 'schema' || at.kind === 'lambda') return at
  }

  #declared(name: string): NameInfo | undefined {
    const scope = this.#writable()
    if (scope.kind === 'schema') {
      const attribute = findAttribute(scope.schema, name)
      if (attribute) return attributeInfo(attribute, scope)
    }
    if (scope.kind === 'package') return scope.imports.get(this.file)?.get(name) ?? scope.names.get(name)
    const own = scope.names.get(name)
    // Parameters of lambdas in a schema stand behind what it has by their names, and are not held to their types.
    return scope.kind === 'lambda' && own?.isAnnotated && this.enclosingSchema() ? this.findInBody(name) : own
  }

  /** What is assigned to. What types say in branches and heads counts only for what declares, what bases say only for what does not. */
  #assignable(name: string, isTyped: boolean): NameInfo | undefined {
    const scope = this.#writable()
    if (scope.kind !== 'schema') return this.#declared(name)
    const known = isTyped && this.#inherited(name) ? scope.names.get(name) : this.#declared(name)
    if (!known?.isAnnotated || known !== scope.names.get(name)) return known
    return isTyped && !isOfHead(scope, known) ? known : { ...known, type: ANY }
  }

  #isDeclared(name: string): boolean {
    return this.findName(name)?.origin !== undefined
  }

  #declare(name: string, info: NameInfo): void {
    this.#writable().names.set(name, info)
  }
}

const ANYTHING: Expectation = { type: ANY, origin: undefined }

/** Types of variables that configs and lists are held against. */
const HELD: ReadonlySet<Type['kind']> = new Set(['schema', 'list', 'dict', 'union'])

const BINARY: Readonly<Record<AugmentedAssignStatement['operator'], BinaryOperator>> = {
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '**=': '**',
  '/=': '/',
  '//=': '//',
  '%=': '%',
  '&=': '&',
  '|=': '|',
  '^=': '^',
  '<<=': '<<',
  '>>=': '>>',
}

function binaryOperator(operator: AugmentedAssignStatement['operator']): BinaryOperator {
  return BINARY[operator]
}

/** An attribute that is declared in an `if` is none of its schema: its name is assigned. */
function assignmentOf({ name, type, value, start, end }: SchemaAttribute): AssignStatement {
  const missing = { kind: 'MissingExpression', start: end, end } as const
  const target = { kind: 'Target', name, path: [], ...rangeOf(name) } as const
  return { kind: 'AssignStatement', targets: [target], type, value: value ?? missing, start, end }
}

function rangeOf({ start, end }: Origin['range']): Origin['range'] {
  return { start, end }
}

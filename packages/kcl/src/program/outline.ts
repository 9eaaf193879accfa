/** What the rest of a program has to know of a file before it looks into it: what it imports, and the names that it declares. */
import { bodiesOf } from '../syntax/if-chain.ts'
import type {
  ImportStatement,
  Module,
  RuleStatement,
  SchemaStatement,
  Statement,
  TypeAliasStatement,
} from '../syntax/nodes.ts'

export interface ImportHead {
  readonly path: readonly string[]
  readonly alias: string | undefined
  /** Of a relative import. */
  readonly dots: number
}

/** An alias of a name is used as what it names: as a schema, not only as its type. */
export type DeclarationKind =
  | 'variable'
  | 'schema'
  | 'mixin'
  | 'protocol'
  | 'rule'
  | 'alias of a name'
  | 'alias of a type'

export interface Declaration {
  readonly name: string
  readonly kind: DeclarationKind
}

export interface Outline {
  readonly imports: readonly ImportHead[]
  /** In source order; a variable once for each place that declares it. */
  readonly declarations: readonly Declaration[]
  /** It does nothing but declare schemas, rules and aliases: when and whether it is walked makes no difference. */
  readonly isDeclarative: boolean
}

export function outlineOf(tree: Module): Outline {
  const declarations: Declaration[] = []
  collect(tree.body, declarations)
  return { imports: importsOf(tree).map(headOf), declarations, isDeclarative: tree.body.every(isDeclaration) }
}

export function importsOf(tree: Module): readonly ImportStatement[] {
  return tree.body.filter((statement) => statement.kind === 'ImportStatement')
}

type Definition = SchemaStatement | RuleStatement | TypeAliasStatement

/** A large package is asked for many of them. */
const definitions = new WeakMap<Module, ReadonlyMap<string, Definition>>()

/** The statement that declares a schema, rule or alias; of several the last. */
export function definitionIn(tree: Module, name: string): Definition {
  let known = definitions.get(tree)
  if (!known) {
    known = new Map(tree.body.filter(isDefinition).map((statement) => [statement.name.name, statement]))
    definitions.set(tree, known)
  }
  const found = known.get(name)
  if (!found) throw new Error(`there is no definition of ${name}`)
  return found
}

export function isDefinition(statement: Statement): statement is Definition {
  return (
    statement.kind === 'SchemaStatement' ||
    statement.kind === 'RuleStatement' ||
    statement.kind === 'TypeAliasStatement'
  )
}

function isDeclaration(statement: Statement): boolean {
  if (statement.kind === 'ExpressionStatement') return statement.expression.kind === 'StringLiteral'
  return statement.kind === 'ImportStatement' || isDefinition(statement)
}

export function schemaKind(node: SchemaStatement | RuleStatement): 'schema' | 'mixin' | 'protocol' | 'rule' {
  if (node.kind === 'RuleStatement') return 'rule'
  if (node.keyword !== 'schema') return node.keyword
  const name = node.name.name
  return name.endsWith('Mixin') ? 'mixin' : name.endsWith('Protocol') ? 'protocol' : 'schema'
}

function headOf({ path, alias, dots }: ImportStatement): ImportHead {
  return { path: path.map((part) => part.name), alias: alias?.name, dots }
}

function collect(statements: readonly Statement[], into: Declaration[]): void {
  for (let at = 0; at < statements.length; at++) {
    const statement = statements[at] as Statement
    switch (statement.kind) {
      case 'AssignStatement':
        for (const target of statement.targets) into.push({ name: target.name.name, kind: 'variable' })
        break
      case 'AugmentedAssignStatement':
        into.push({ name: statement.target.name.name, kind: 'variable' })
        break
      case 'UnificationStatement':
        into.push({ name: statement.target.name, kind: 'variable' })
        break
      case 'SchemaStatement':
      case 'RuleStatement':
        into.push({ name: statement.name.name, kind: schemaKind(statement) })
        break
      case 'TypeAliasStatement': {
        const kind = statement.type.kind === 'NamedType' ? 'alias of a name' : 'alias of a type'
        into.push({ name: statement.name.name, kind })
        break
      }
      case 'IfStatement':
        for (const arm of bodiesOf(statement)) collect(arm as readonly Statement[], into)
        break
      case 'ImportStatement':
      case 'AssertStatement':
      case 'ExpressionStatement':
        break
    }
  }
}

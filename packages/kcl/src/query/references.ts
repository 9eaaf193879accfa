/**
 * The definitions and uses of a global, or of a schema's attribute (`Schema.attribute`), in the files of one package.
 * A name counts where nothing nearer has it: parameters, variables of comprehensions, names that a lambda assigns,
 * attributes of the schema around (also inherited ones) and earlier keys of the configs around. An attribute counts in
 * the bodies of its schema and of the schemas that extend it, and as a key of their instances; `value.attribute` does
 * not, since it takes types to know whose attribute that is.
 */
import type {
  ConfigEntry,
  ConfigExpression,
  Expression,
  Identifier,
  Module,
  Range,
  SchemaMember,
  SchemaStatement,
  Statement,
  Target,
} from '../syntax/nodes.ts'
import { keySteps } from '../syntax/written-path.ts'
import { placeOf } from './declarations.ts'
import { schemaName } from './instances.ts'
import type { QueryFile, ReferenceItem } from './items.ts'
import { childrenOf, type Node } from '../syntax/tree.ts'

interface Scope {
  readonly names: ReadonlySet<string>
  readonly schema: string | undefined
  readonly outer: Scope | undefined
}

type Role = ReferenceItem['role']

export function referencesOf(files: readonly QueryFile[], name: string): readonly ReferenceItem[] {
  const schemas = new Map<string, SchemaStatement>()
  for (const { parsed } of files) {
    for (const node of parsed.tree.body) if (node.kind === 'SchemaStatement') schemas.set(node.name.name, node)
  }
  const dot = name.indexOf('.')
  const wanted =
    dot < 0 ? { name, owners: undefined } : { name: name.slice(dot + 1), owners: familyOf(name.slice(0, dot), schemas) }
  return files.flatMap((file) => {
    const found: ReferenceItem[] = []
    const report = (at: Range, role: Role): void => {
      const place = placeOf(file, at)
      found.push({ name, role, text: file.parsed.lines.line(place.line).trim(), ...place })
    }
    new Walk(wanted.name, wanted.owners, schemas, report).statements(file.parsed.tree.body, undefined)
    return found.toSorted((left, right) => left.line - right.line || left.column - right.column)
  })
}

/** The names that a file uses and has from outside of its schemas, lambdas, comprehensions and configs. */
export function namesUsedBy(tree: Module): ReadonlySet<string> {
  const used = new Set<string>()
  const schemas = new Map(
    tree.body.flatMap((node) => (node.kind === 'SchemaStatement' ? [[node.name.name, node] as const] : [])),
  )
  const walk = new Walk(undefined, undefined, schemas, (_at, role, name) => {
    if (role === 'use') used.add(name)
  })
  walk.statements(tree.body, undefined)
  return used
}

/** The schema and those that extend it. */
function familyOf(name: string, schemas: ReadonlyMap<string, SchemaStatement>): ReadonlySet<string> {
  const family = new Set([name])
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const [own, { base }] of schemas) if (base && family.has(base.names.at(-1)?.name ?? '')) family.add(own)
  }
  return family
}

class Walk {
  /** Undefined: any. */
  readonly #name: string | undefined
  readonly #owners: ReadonlySet<string> | undefined
  readonly #schemas: ReadonlyMap<string, SchemaStatement>
  readonly #report: (at: Range, role: Role, name: string) => void

  constructor(
    name: string | undefined,
    owners: ReadonlySet<string> | undefined,
    schemas: ReadonlyMap<string, SchemaStatement>,
    report: (at: Range, role: Role, name: string) => void,
  ) {
    this.#name = name
    this.#owners = owners
    this.#schemas = schemas
    this.#report = report
  }

  statements(body: readonly (Statement | SchemaMember)[], scope: Scope | undefined): void {
    for (const node of body) this.#visit(node, scope)
  }

  #visit(node: Node | Statement | SchemaMember | Expression, scope: Scope | undefined): void {
    const known = node as Statement | SchemaMember | Expression | Target
    switch (known.kind) {
      case 'ImportStatement': {
        const bound = known.alias ?? known.path.at(-1)
        if (bound) this.#seen(bound, scope, 'definition')
        return
      }
      case 'Target':
        this.#seen(known.name, scope, known.path.length === 0 ? 'definition' : 'use')
        for (const step of known.path) if (step.kind === 'IndexStep') this.#visit(step.index, scope)
        return
      case 'UnificationStatement':
        this.#seen(known.target, scope, 'definition')
        this.#visit(known.value, scope)
        return
      case 'TypeAliasStatement':
        this.#seen(known.name, scope, 'definition')
        this.#visit(known.type, scope)
        return
      case 'SchemaAttribute':
        this.#seen(known.name, scope, 'definition')
        this.#children(known, scope)
        return
      case 'SchemaStatement':
      case 'RuleStatement': {
        this.#seen(known.name, scope, 'definition')
        const names = new Set(known.parameters?.list.map((parameter) => parameter.name.name))
        if (known.kind === 'SchemaStatement') {
          for (const name of this.#attributes(known, new Set())) names.add(name)
        }
        const inner = { names, schema: known.kind === 'SchemaStatement' ? known.name.name : undefined, outer: scope }
        const outside = new Set<unknown>([
          ...(known.kind === 'SchemaStatement' ? [known.base] : known.bases),
          known.protocol,
          ...known.decorators,
          ...(known.kind === 'SchemaStatement' ? known.mixins : []),
        ])
        for (const child of childrenOf(known)) this.#visit(child, outside.has(child) ? scope : inner)
        return
      }
      case 'NameExpression':
        this.#seen(known, scope, 'use')
        return
      case 'LambdaExpression': {
        const names = new Set([
          ...(known.parameters?.list ?? []).map(({ name }) => name.name),
          ...assignedNames(known.body),
        ])
        this.#children(known, { names, schema: undefined, outer: scope })
        return
      }
      case 'ListComprehension':
      case 'DictComprehension': {
        let inner = scope
        for (const clause of known.clauses) {
          this.#visit(clause.iterable, inner)
          inner = locals(clause.variables, inner)
          for (const condition of clause.conditions) this.#visit(condition, inner)
        }
        const parts = known.kind === 'ListComprehension' ? [known.element] : [known.key, known.value]
        for (const part of parts) if (part) this.#visit(part as Node, inner)
        return
      }
      case 'QuantifierExpression': {
        this.#visit(known.iterable, scope)
        const inner = locals(known.variables, scope)
        this.#visit(known.test, inner)
        if (known.condition) this.#visit(known.condition, inner)
        return
      }
      case 'SchemaExpression':
        this.#visit(known.callee, scope)
        if (known.call) this.#visit(known.call, scope)
        if (known.config.kind === 'ConfigExpression') {
          if (this.#owners?.has(schemaName(known.callee)?.split('.').at(-1) ?? '') === true)
            this.#keys(known.config.entries)
          this.#config(known.config, scope)
        } else this.#visit(known.config, scope)
        return
      case 'ConfigExpression':
        this.#config(known, scope)
        return
      default:
        this.#other(node, scope)
    }
  }

  /** Nodes whose names are no uses of variables: the first name of a type is one, what follows a dot is not. */
  #other(node: Node | Statement | SchemaMember | Expression, scope: Scope | undefined): void {
    if (node.kind === 'Identifier') return
    if (node.kind === 'QualifiedName') {
      const [first] = (node as unknown as { readonly names: readonly Identifier[] }).names
      if (first) this.#seen(first, scope, 'use', true)
      return
    }
    this.#children(node, scope)
  }

  #children(node: object, scope: Scope | undefined): void {
    for (const child of childrenOf(node)) this.#visit(child, scope)
  }

  #config(config: ConfigExpression, scope: Scope | undefined): void {
    const names = new Set<string>()
    this.#entries(config.entries, names, { names, schema: undefined, outer: scope })
  }

  /** A key is a name for the entries behind it. */
  #entries(entries: readonly ConfigEntry[], names: Set<string>, scope: Scope): void {
    for (const entry of entries) {
      if (entry.kind === 'IfEntry') {
        this.#visit(entry.condition, scope)
        this.#entries(entry.body, names, scope)
        this.#entries(entry.orElse, names, scope)
        continue
      }
      if (entry.kind === 'KeyValueEntry' && entry.key.kind === 'ComputedKey') this.#visit(entry.key.expression, scope)
      this.#visit(entry.value, scope)
      const step = entry.kind === 'KeyValueEntry' ? keySteps(entry.key)?.[0]?.step : undefined
      if (step?.kind === 'name') names.add(step.name)
    }
  }

  #keys(entries: readonly ConfigEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'IfEntry') this.#keys([...entry.body, ...entry.orElse])
      if (entry.kind !== 'KeyValueEntry') continue
      const first = keySteps(entry.key)?.[0]
      if (first?.step.kind === 'name' && first.step.name === this.#name) this.#report(first, 'use', first.step.name)
    }
  }

  #seen(at: Range & { readonly name: string }, scope: Scope | undefined, role: Role, isType = false): void {
    if (this.#name !== undefined && at.name !== this.#name) return
    let holder = scope
    // Attributes are no types.
    while (holder && (isType || !holder.names.has(at.name))) holder = holder.outer
    if (this.#owners ? this.#owners.has(holder?.schema ?? '') : holder === undefined) this.#report(at, role, at.name)
  }

  #attributes(node: SchemaStatement, seen: Set<string>): readonly string[] {
    if (seen.has(node.name.name)) return []
    seen.add(node.name.name)
    const others = [...(node.base ? [node.base] : []), ...node.mixins].flatMap(({ names }) => {
      const other = this.#schemas.get(names.at(-1)?.name ?? '')
      return other ? this.#attributes(other, seen) : []
    })
    return [
      ...assignedNames(node.body),
      ...(node.indexSignature?.name ? [node.indexSignature.name.name] : []),
      ...others,
    ]
  }
}

function locals(variables: readonly Identifier[], outer: Scope | undefined): Scope {
  return { names: new Set(variables.map(({ name }) => name)), schema: undefined, outer }
}

function assignedNames(body: readonly (Statement | SchemaMember)[]): readonly string[] {
  return body.flatMap((node) => {
    switch (node.kind) {
      case 'AssignStatement':
        return node.targets.map(({ name }) => name.name)
      case 'AugmentedAssignStatement':
        return [node.target.name.name]
      case 'UnificationStatement':
        return [node.target.name]
      case 'SchemaAttribute':
        return [node.name.name]
      case 'IfStatement':
        return [...assignedNames(node.body), ...assignedNames(node.orElse)]
      default:
        return []
    }
  })
}

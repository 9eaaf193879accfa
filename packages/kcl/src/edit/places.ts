/** Where the source says something about a path, and where something about it could be added. */
import type {
  ConfigEntry,
  ConfigExpression,
  Expression,
  IfEntry,
  IfItem,
  IfStatement,
  ListExpression,
  Module,
  Range,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
} from '../syntax/nodes.ts'
import type { PathStep, ValuePath } from '../syntax/value-path.ts'
import { keySteps, targetSteps, type WrittenStep } from '../syntax/written-path.ts'

/** What a place lies in, from which it can be removed. */
export type Container =
  | { readonly kind: 'lines'; readonly siblings: readonly Range[] }
  | { readonly kind: 'braces'; readonly siblings: readonly Range[] }
  | {
      readonly kind: 'branch'
      readonly owner: IfStatement | IfEntry | IfItem
      readonly part: 'body' | 'orElse'
      readonly siblings: readonly Range[]
      readonly parent: Container
    }

export interface Place {
  readonly kind: 'entry' | 'item' | 'assignment' | 'unification' | 'attribute' | 'schema'
  readonly node: Range
  readonly container: Container
  readonly value: Expression | undefined
  readonly operator: string | undefined
  /** The operator lies between this and the value. */
  readonly keyEnd: number
  /** Where the last step of the path is written; items of lists have no name. */
  readonly name: Range | undefined
  /** False where the key goes on after the path, as `a.b.c` does for `a.b`. */
  readonly isWhole: boolean
}

/** `{a}`: its value is its name. */
export function isShort({ value, keyEnd }: Place): boolean {
  return value !== undefined && value.start < keyEnd
}

export type Host = { readonly depth: number; readonly isConditional: boolean } & (
  | { readonly kind: 'config'; readonly config: ConfigExpression }
  | { readonly kind: 'schema'; readonly schema: SchemaStatement }
  | { readonly kind: 'default'; readonly attribute: SchemaAttribute }
)

/** The path goes on in something that has no entries of its own. */
export interface Obstacle {
  readonly depth: number
  readonly at: Range
  readonly reason: string
}

export interface Found {
  readonly places: readonly Place[]
  readonly hosts: readonly Host[]
  readonly obstacles: readonly Obstacle[]
}

export function findPlaces(tree: Module, path: ValuePath): Found {
  const search = new Search([{ kind: 'name', name: path.head }, ...path.steps])
  search.inStatements(tree.body, { kind: 'lines', siblings: tree.body }, 0, false)
  return search
}

type Candidate = Omit<Place, 'name' | 'isWhole'> & { readonly steps: readonly WrittenStep[] | undefined }

class Search implements Found {
  readonly places: Place[] = []
  readonly hosts: Host[] = []
  readonly obstacles: Obstacle[] = []
  readonly #path: readonly PathStep[]

  constructor(path: readonly PathStep[]) {
    this.#path = path
  }

  inStatements(
    body: readonly (Statement | SchemaMember)[],
    container: Container,
    depth: number,
    isConditional: boolean,
  ): void {
    for (const node of body) this.#inStatement(node, container, depth, isConditional)
  }

  #inStatement(node: Statement | SchemaMember, container: Container, depth: number, isConditional: boolean): void {
    const common = { node, container }
    switch (node.kind) {
      case 'AssignStatement': {
        const [target, ...more] = node.targets
        if (!target) return
        if (more.length > 0 && node.targets.some(({ name }) => this.#isNext(name.name, depth))) {
          this.#block(Infinity, node, 'it is assigned together with others')
          return
        }
        const { value } = node
        const keyEnd = node.type?.end ?? target.end
        const steps = targetSteps(target)
        this.#match({ ...common, kind: 'assignment', value, operator: '=', keyEnd, steps }, depth, isConditional)
        return
      }
      case 'AugmentedAssignStatement': {
        const { value, operator, target } = node
        const steps = targetSteps(target)
        this.#match({ ...common, kind: 'assignment', value, operator, keyEnd: target.end, steps }, depth, isConditional)
        return
      }
      case 'UnificationStatement': {
        const { value, target } = node
        const steps = nameSteps(target)
        this.#match(
          { ...common, kind: 'unification', value, operator: ':', keyEnd: target.end, steps },
          depth,
          isConditional,
        )
        return
      }
      case 'SchemaAttribute': {
        const { value, operator, type } = node
        const steps = nameSteps(node.name)
        this.#match({ ...common, kind: 'attribute', value, operator, keyEnd: type.end, steps }, depth, isConditional)
        return
      }
      case 'SchemaStatement':
        if (this.#isNext(node.name.name, depth)) this.#inSchema(node, container, depth)
        return
      case 'IfStatement':
        this.#inBranches(node, container, (siblings, inner) => this.inStatements(siblings, inner, depth, true))
        return
      case 'ImportStatement': {
        const bound = node.alias ?? node.path.at(-1)
        if (bound && this.#isNext(bound.name, depth)) this.#block(Infinity, node, `${bound.name} is an import`)
        return
      }
      case 'TypeAliasStatement':
      case 'RuleStatement':
        if (this.#isNext(node.name.name, depth)) this.#block(Infinity, node, 'it is neither a variable nor a schema')
        return
      case 'AssertStatement':
      case 'ExpressionStatement':
    }
  }

  #inSchema(node: SchemaStatement, container: Container, depth: number): void {
    if (depth + 1 === this.#path.length) {
      const place = { node, container, value: undefined, operator: undefined, keyEnd: node.name.end, name: node.name }
      this.places.push({ ...place, kind: 'schema', isWhole: true })
      return
    }
    this.hosts.push({ kind: 'schema', schema: node, depth: depth + 1, isConditional: false })
    this.inStatements(node.body, { kind: 'lines', siblings: node.body }, depth + 1, false)
  }

  #inExpression(value: Expression, depth: number, isConditional: boolean): void {
    const step = this.#path[depth]
    switch (value.kind) {
      case 'ParenthesizedExpression':
        this.#inExpression(value.expression, depth, isConditional)
        return
      case 'SchemaExpression':
        this.#inExpression(value.config, depth, isConditional)
        return
      case 'BinaryExpression':
        if (value.operator !== '|') break
        this.#inExpression(value.left, depth, isConditional)
        this.#inExpression(value.right, depth, isConditional)
        return
      case 'ConfigExpression':
        if (step?.kind !== 'name') break
        this.hosts.push({ kind: 'config', config: value, depth, isConditional })
        this.#inEntries(value.entries, { kind: 'braces', siblings: value.entries }, depth, isConditional)
        return
      case 'ListExpression':
        if (step?.kind !== 'index') break
        this.#inList(value, step.index, depth, isConditional)
        return
      default:
    }
    this.#block(depth, value, 'what it lies in is no literal with such entries')
  }

  #inEntries(entries: readonly ConfigEntry[], container: Container, depth: number, isConditional: boolean): void {
    for (const node of entries) {
      if (node.kind === 'KeyValueEntry') {
        const { value, operator, key } = node
        const candidate = { kind: 'entry', node, container, value, operator, keyEnd: key.end } as const
        this.#match({ ...candidate, steps: keySteps(key) }, depth, isConditional)
      } else if (node.kind === 'IfEntry') {
        this.#inBranches(node, container, (siblings, inner) => this.#inEntries(siblings, inner, depth, true))
      }
    }
  }

  #inList(list: ListExpression, index: number, depth: number, isConditional: boolean): void {
    const { items } = list
    const at = index < 0 ? items.length + index : index
    const passed = index < 0 ? items.slice(Math.max(0, at)) : items.slice(0, at + 1)
    if (passed.some((item) => item.kind === 'UnpackEntry' || item.kind === 'IfItem')) {
      this.#block(depth, list, 'the list has unpacked or conditional items, so its places are known only when it runs')
      return
    }
    const item = items[at]
    if (!item || item.kind === 'UnpackEntry' || item.kind === 'IfItem') {
      this.#block(depth, list, `the list has ${items.length} item${items.length === 1 ? '' : 's'}; += adds some`)
      return
    }
    if (depth + 1 < this.#path.length) {
      this.#inExpression(item, depth + 1, isConditional)
      return
    }
    const container = { kind: 'braces', siblings: items } as const
    const rest = { value: item, operator: undefined, keyEnd: item.start, name: undefined, isWhole: true }
    this.places.push({ kind: 'item', node: item, container, ...rest })
  }

  #inBranches<T extends Range>(
    owner: (IfStatement | IfEntry) & { readonly body: readonly T[]; readonly orElse: readonly T[] },
    parent: Container,
    visit: (siblings: readonly T[], container: Container) => void,
  ): void {
    visit(owner.body, { kind: 'branch', owner, part: 'body', siblings: owner.body, parent })
    visit(owner.orElse, { kind: 'branch', owner, part: 'orElse', siblings: owner.orElse, parent })
  }

  #match({ steps, ...candidate }: Candidate, depth: number, isConditional: boolean): void {
    const rest = this.#path.slice(depth)
    if (!steps || rest.length === 0) return
    const shared = Math.min(steps.length, rest.length)
    for (let at = 0; at < shared; at++) if (!isSameStep(steps[at]?.step, rest[at])) return
    if (rest.length <= steps.length) {
      this.places.push({ ...candidate, name: steps[shared - 1], isWhole: rest.length === steps.length })
      return
    }
    const inner = depth + shared
    const { value, node } = candidate
    if (value === undefined) {
      const attribute = node as SchemaAttribute
      this.hosts.push({ kind: 'default', attribute, depth: inner, isConditional })
    } else if (candidate.operator === '+=' && value.kind === 'ListExpression') {
      this.#block(inner, value, 'its items are appended to others')
    } else this.#inExpression(value, inner, isConditional)
  }

  #isNext(name: string, depth: number): boolean {
    const step = this.#path[depth]
    return step?.kind === 'name' && step.name === name
  }

  #block(depth: number, at: Range, reason: string): void {
    this.obstacles.push({ depth, at, reason })
  }
}

function nameSteps(name: Range & { readonly name: string }): readonly WrittenStep[] {
  return [{ step: { kind: 'name', name: name.name }, start: name.start, end: name.end }]
}

function isSameStep(first: PathStep | undefined, second: PathStep | undefined): boolean {
  if (first?.kind === 'name') return second?.kind === 'name' && first.name === second.name
  return first?.kind === 'index' && second?.kind === 'index' && first.index === second.index
}

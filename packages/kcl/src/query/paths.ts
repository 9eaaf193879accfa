/** Every path that a source assigns, with the value that it gives: the paths that `kcl edit` can name. */
import type { ConfigEntry, Expression, Module, Range, SchemaMember, Statement } from '../syntax/nodes.ts'
import { pathText, type PathStep } from '../syntax/value-path.ts'
import { keySteps, targetSteps, type WrittenStep } from '../syntax/written-path.ts'

export interface Assigned extends Range {
  readonly path: string
  /** What stands between the key and the value; items of lists have none. */
  readonly operator: string | undefined
  readonly value: Expression
  readonly isConditional: boolean
}

/** In the order of the source. Schema bodies are not among them: their defaults belong to the schemas. */
export function assignedPaths(tree: Module): readonly Assigned[] {
  const found: Assigned[] = []
  inStatements(tree.body, false, found)
  return found
}

interface At {
  readonly steps: readonly PathStep[]
  readonly isConditional: boolean
}

function inStatements(body: readonly (Statement | SchemaMember)[], isConditional: boolean, found: Assigned[]): void {
  for (const node of body) {
    switch (node.kind) {
      case 'AssignStatement':
        for (const target of node.targets) {
          add(node, targetSteps(target), '=', node.value, { steps: [], isConditional }, found)
        }
        break
      case 'AugmentedAssignStatement':
        add(node, targetSteps(node.target), node.operator, node.value, { steps: [], isConditional }, found)
        break
      case 'UnificationStatement': {
        const step = { kind: 'name', name: node.target.name } as const
        add(node, [{ step, ...node.target }], ':', node.value, { steps: [], isConditional }, found)
        break
      }
      case 'IfStatement':
        inStatements(node.body, true, found)
        inStatements(node.orElse, true, found)
        break
      default:
    }
  }
}

function add(
  { start, end }: Range,
  written: readonly WrittenStep[] | undefined,
  operator: string | undefined,
  value: Expression,
  { steps: outer, isConditional }: At,
  found: Assigned[],
): void {
  if (!written) return
  const steps = [...outer, ...written.map(({ step }) => step)]
  const [head, ...rest] = steps
  if (head?.kind !== 'name') return
  found.push({ path: pathText({ head: head.name, steps: rest }), operator, value, isConditional, start, end })
  inside(value, { steps, isConditional }, found)
}

function inside(value: Expression, at: At, found: Assigned[]): void {
  switch (value.kind) {
    case 'ParenthesizedExpression':
      inside(value.expression, at, found)
      break
    case 'SchemaExpression':
      inside(value.config, at, found)
      break
    case 'BinaryExpression':
      if (value.operator !== '|') break
      inside(value.left, at, found)
      inside(value.right, at, found)
      break
    case 'ConfigExpression':
      inEntries(value.entries, at, found)
      break
    case 'ListExpression':
      for (const [index, item] of value.items.entries()) {
        // Behind an item that may stand for any number of them, no index is sure.
        if (item.kind === 'UnpackEntry' || item.kind === 'IfItem') break
        add(item, [{ step: { kind: 'index', index }, start: item.start, end: item.end }], undefined, item, at, found)
      }
      break
    default:
  }
}

function inEntries(entries: readonly ConfigEntry[], at: At, found: Assigned[]): void {
  for (const entry of entries) {
    if (entry.kind === 'KeyValueEntry') {
      add(entry, keySteps(entry.key), entry.operator, entry.value, at, found)
    } else if (entry.kind === 'IfEntry') {
      inEntries(entry.body, { ...at, isConditional: true }, found)
      inEntries(entry.orElse, { ...at, isConditional: true }, found)
    }
  }
}

/** The steps that a key or a target spells out, each with its place in the source. */
import type { ConfigKey, Expression, Identifier, Range, Target, TargetStep } from './nodes.ts'
import type { PathStep } from './value-path.ts'

export interface WrittenStep extends Range {
  readonly step: PathStep
}

/** Undefined where a step is known only when the program runs. */
export function keySteps(key: ConfigKey): readonly WrittenStep[] | undefined {
  if (key.kind === 'PathKey') return written(key.name, key.path)
  const { expression } = key
  const name = constantName(expression)
  return name === undefined
    ? undefined
    : [{ step: { kind: 'name', name }, start: expression.start, end: expression.end }]
}

export function targetSteps(target: Target): readonly WrittenStep[] | undefined {
  return written(target.name, target.path)
}

function written(head: Identifier, path: readonly TargetStep[]): readonly WrittenStep[] | undefined {
  const steps: WrittenStep[] = [{ step: { kind: 'name', name: head.name }, start: head.start, end: head.end }]
  for (const part of path) {
    if (part.kind === 'MemberStep') {
      steps.push({ step: { kind: 'name', name: part.name.name }, start: part.name.start, end: part.name.end })
      continue
    }
    const step = indexStep(part.index)
    if (!step) return undefined
    steps.push({ step, start: part.start, end: part.end })
  }
  return steps
}

function indexStep(index: Expression): PathStep | undefined {
  if (index.kind === 'StringLiteral') return { kind: 'name', name: index.value }
  if (index.kind === 'NumberLiteral' && index.value.type === 'int')
    return { kind: 'index', index: Number(index.value.int) }
  if (index.kind === 'UnaryExpression' && index.operator === '-') {
    const step = indexStep(index.operand)
    return step?.kind === 'index' ? { kind: 'index', index: -step.index } : undefined
  }
  return undefined
}

function constantName(expression: Expression): string | undefined {
  if (expression.kind === 'StringLiteral') return expression.value
  if (expression.kind === 'NumberLiteral' && expression.value.type === 'int') return String(expression.value.int)
  return undefined
}

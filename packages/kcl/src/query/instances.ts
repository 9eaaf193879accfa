/** Where schemas are filled, `Name {…}`, and which paths are assigned. */
import type { Expression, SchemaExpression } from '../syntax/nodes.ts'
import { placeOf } from './declarations.ts'
import type { InstanceItem, OverrideItem, QueryFile } from './items.ts'
import { assignedPaths, type Assigned } from './paths.ts'
import { childrenOf, type Node } from '../syntax/tree.ts'

export function overridesOf(file: QueryFile): readonly OverrideItem[] {
  return assignedPaths(file.parsed.tree).map(({ path, operator, value, isConditional, ...at }) => ({
    path,
    operator: operator ?? null,
    value: file.text.slice(value.start, value.end),
    conditional: isConditional,
    ...placeOf(file, at),
  }))
}

/** `value {…}` on a variable of these files is a copy of its value, not an instance by name. */
export function instancesOf(file: QueryFile, variables: ReadonlySet<string>): readonly InstanceItem[] {
  const assigned = assignedPaths(file.parsed.tree)
  const direct = new Map(
    assigned.flatMap(({ path, value }) => literals(value).map((literal) => [literal, path] as const)),
  )
  const found: InstanceItem[] = []
  const visit = (node: Node, outer: string | null): void => {
    if (node.kind === 'SchemaExpression') {
      const instance = node as SchemaExpression
      const schema = schemaName(instance.callee)
      if (schema !== undefined && !variables.has(schema.split('.')[0] ?? '')) {
        const path = direct.get(instance)
        found.push({ schema, path: path ?? outer, direct: path !== undefined, ...placeOf(file, instance) })
      }
    }
    const path = paths.get(node) ?? outer
    for (const child of childrenOf(node)) visit(child, path)
  }
  const paths = new Map<object, string>(assigned.map((one: Assigned) => [one.value, one.path]))
  visit(file.parsed.tree, null)
  return found
}

function literals(value: Expression): readonly Expression[] {
  if (value.kind === 'ParenthesizedExpression') return literals(value.expression)
  if (value.kind === 'BinaryExpression' && value.operator === '|')
    return [...literals(value.left), ...literals(value.right)]
  return [value]
}

export function schemaName(callee: Expression): string | undefined {
  if (callee.kind === 'NameExpression') return callee.name
  if (callee.kind !== 'SelectorExpression') return undefined
  const outer = schemaName(callee.value)
  return outer === undefined ? undefined : `${outer}.${callee.name.name}`
}

/** The names of what is called or made an instance of. */
import type { Expression, Identifier } from './nodes.ts'

/** What messages call it: the run of names that ends the expression. */
export function calleeName(callee: Expression): string {
  const names = namesOf(callee).map(({ name }) => name)
  return names.length === 0 ? 'anonymous function' : `"${names.join('.')}"`
}

/** The run of plain names that ends an expression. */
export function namesOf(callee: Expression): readonly Identifier[] {
  switch (callee.kind) {
    case 'NameExpression':
      return [{ kind: 'Identifier', name: callee.name, start: callee.start, end: callee.end }]
    case 'ParenthesizedExpression':
      return namesOf(callee.expression)
    case 'SelectorExpression':
      return callee.optional ? [callee.name] : [...namesOf(callee.value), callee.name]
    default:
      return []
  }
}

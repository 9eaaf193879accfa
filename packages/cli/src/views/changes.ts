/** Shows a plan: which resources change, and in each only the fields that do. */
import type { Action, FieldChange, ResourceId } from '@kusion/spec'
import type { Style } from './style.ts'
import { titleOf } from './tree.ts'

export interface ShownChange {
  readonly id: ResourceId
  readonly action: Action
  readonly changes: readonly FieldChange[]
  readonly replaceBecause?: readonly string[]
  readonly warnings?: readonly string[]
}

const SIGNS: Readonly<
  Record<Action, { readonly sign: string; readonly format: 'green' | 'yellow' | 'red' | 'magenta' | 'dim' }>
> = {
  create: { sign: '+', format: 'green' },
  update: { sign: '~', format: 'yellow' },
  replace: { sign: '±', format: 'magenta' },
  delete: { sign: '-', format: 'red' },
  unchanged: { sign: '=', format: 'dim' },
}

/** Lines for people. `detail`: fields too; `all`: unchanged resources too. */
export function changeLines(
  changes: readonly ShownChange[],
  style: Style,
  options: { readonly detail: boolean; readonly all: boolean },
): string[] {
  const lines: string[] = []
  for (const change of changes) {
    if (change.action === 'unchanged' && !options.all) continue
    const { sign, format } = SIGNS[change.action]
    const title = titleOf(change.id)
    lines.push(
      `${style.paint(format, sign)} ${style.paint('bold', title.kind)} ${title.name}  ${style.paint('dim', change.id)}`,
    )
    if (change.replaceBecause?.length) {
      lines.push(style.paint('magenta', `    replaced, because ${change.replaceBecause.join(', ')} cannot be changed`))
    }
    for (const warning of change.warnings ?? []) lines.push(style.paint('yellow', `    ${warning}`))
    if (!options.detail || change.action === 'delete') continue
    for (const field of change.changes) lines.push(...fieldLines(field, change.action, style))
  }
  return lines
}

function fieldLines(field: FieldChange, action: Action, style: Style): string[] {
  const before = valueLines(field.before)
  const after = valueLines(field.after)
  const isShort = before.length <= 1 && after.length <= 1
  switch (field.kind) {
    case 'add':
      return isShort
        ? [`    ${style.paint('green', '+')} ${field.path}: ${style.paint('green', after[0] ?? '')}`]
        : [
            `    ${style.paint('green', '+')} ${field.path}:`,
            ...after.map((line) => style.paint('green', `        ${line}`)),
          ]
    case 'remove':
      return isShort
        ? [`    ${style.paint('red', '-')} ${field.path}: ${style.paint('red', before[0] ?? '')}`]
        : [
            `    ${style.paint('red', '-')} ${field.path}:`,
            ...before.map((line) => style.paint('red', `        ${line}`)),
          ]
    case 'change':
      if (isShort) {
        const arrow = style.unicode ? '→' : '->'
        const sign = style.paint(action === 'create' ? 'green' : 'yellow', action === 'create' ? '+' : '~')
        return [
          `    ${sign} ${field.path}: ${style.paint('red', before[0] ?? '')} ${arrow} ${style.paint('green', after[0] ?? '')}`,
        ]
      }
      return [
        `    ${style.paint('yellow', '~')} ${field.path}:`,
        ...lineDifference(before, after).map(({ sign, line }) =>
          sign === ' '
            ? style.paint('dim', `        ${line}`)
            : style.paint(sign === '+' ? 'green' : 'red', `      ${sign} ${line}`),
        ),
      ]
  }
}

function valueLines(value: unknown): string[] {
  if (value === undefined) return []
  if (typeof value === 'string')
    return value.includes('\n') ? value.replace(/\n$/, '').split('\n') : [value === '' ? '""' : value]
  const text = JSON.stringify(value)
  return text.length <= 100 ? [text] : JSON.stringify(value, null, 2).split('\n')
}

/** The common start and end are kept as context (one line of each); what lies between is shown as removed and added. */
function lineDifference(
  before: readonly string[],
  after: readonly string[],
): { readonly sign: '+' | '-' | ' '; readonly line: string }[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const context = (line: string | undefined): { sign: ' '; line: string }[] =>
    line === undefined ? [] : [{ sign: ' ', line }]
  return [
    ...(start > 0 ? context(before[start - 1]) : []),
    ...before.slice(start, before.length - end).map((line) => ({ sign: '-' as const, line })),
    ...after.slice(start, after.length - end).map((line) => ({ sign: '+' as const, line })),
    ...(end > 0 ? context(before[before.length - end]) : []),
  ]
}

/** "2 to create, 1 to update" */
export function changeSummary(changes: readonly { readonly action: Action }[]): string {
  const words: readonly (readonly [Action, string])[] = [
    ['create', 'to create'],
    ['update', 'to update'],
    ['replace', 'to replace'],
    ['delete', 'to delete'],
    ['unchanged', 'unchanged'],
  ]
  return words
    .map(([action, word]) => ({ count: changes.filter((change) => change.action === action).length, word }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(', ')
}

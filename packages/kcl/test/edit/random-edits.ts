/**
 * Random edits of real sources, each with the number of lines that it must change. The numbers are read off the source's
 * lines, not off what the editor does.
 */
import { parse, querySources, type Edit } from '../../src/index.ts'

export interface Source {
  readonly path: string
  readonly text: string
}

export interface PlannedEdit {
  readonly source: Source
  readonly edit: Edit
  readonly added: number
  readonly removed: number
  /** The paths that stay, each with its value; a rename gives some of them another name. */
  readonly kept: ReadonlyMap<string, string>
  /** What the path of the edit (or its new name) has afterwards; undefined where it is gone. An empty path is not looked up. */
  readonly result: { readonly path: string; readonly value: string | undefined }
}

interface Assigned {
  readonly path: string
  readonly operator: string | null
  readonly value: string
  readonly conditional: boolean
  readonly line: number
  readonly column: number
  readonly isDefault?: true
}

export type Random = (below: number) => number

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0
  }
}

/** Paths of variables, and of the attributes that schemas declare. */
export function valuesOf(source: Source): readonly Assigned[] {
  const overrides = querySources([source], 'overrides')
  const schemas = querySources([source], 'schemas')
  if (!overrides.ok || !schemas.ok) throw new Error(`${source.path} does not parse`)
  if (overrides.answer.question !== 'overrides' || schemas.answer.question !== 'schemas')
    throw new Error('wrong answer')
  const attributes = schemas.answer.items.flatMap((schema) =>
    schema.attributes.map(({ name, operator, line, default: value }) => {
      const text = lineAt(source, line)
      const column = text.length - text.trimStart().length + 1
      return {
        path: `${schema.name}.${name}`,
        operator,
        value: value ?? '',
        conditional: false,
        line,
        column,
        isDefault: true as const,
      }
    }),
  )
  return [...overrides.answer.items, ...attributes]
}

export function planRandomEdit(sources: readonly Source[], random: Random, number: number): PlannedEdit {
  const planners = [planSet, planNew, planAppend, planDelete, planRename]
  const planner = pick(planners, random)
  for (;;) {
    const given = pick(sources, random)
    const source = random(5) === 0 ? { ...given, text: given.text.replaceAll('\n', '\r\n') } : given
    const values = valuesOf(source)
    // An edit takes a path that has one place only.
    const clear = values.filter(
      ({ path, line }) =>
        values.every((other) => other.path !== path || other.line === line) &&
        values.filter((other) => other.path === path).length === 1 &&
        values.every(
          (other) =>
            !isInside(other.path, path) ||
            isWithin(
              other,
              values.find((one) => one.path === path),
            ),
        ),
    )
    if (clear.length === 0) continue
    const planned = planner(source, values, pick(clear, random), number, random)
    if (planned) return planned
  }
}

type Planner = (
  source: Source,
  values: readonly Assigned[],
  chosen: Assigned,
  number: number,
  random: Random,
) => PlannedEdit | undefined

const planSet: Planner = (source, values, { path, value }, number, random) => {
  const own = pick([`"edited-${number}"`, String(number), `["edited-${number}"]`, `{edited = ${number}}`], random)
  const kept = keptBut(values, (other) => other === path || isInside(other, path) || isInside(path, other))
  const edit = { kind: 'set', path, value: own } as const
  return { source, edit, added: 1, removed: lineCount(value), kept, result: { path, value: own } }
}

const planNew: Planner = (source, values, chosen, number, random) => {
  const name = `edited${number}`
  const own = pick([`${number}`, `{\n  a = ${number}\n  b = {\n    c = 1\n  }\n}`], random)
  const isVariable = random(8) === 0
  const kind = literalKind(chosen.value)
  if (!isVariable && kind !== 'ConfigExpression' && kind !== 'SchemaExpression') return undefined
  const parent = isVariable ? '' : `${chosen.path}${pick(['', '.between'], random)}.`
  const path = `${parent}${name}`
  const kept = keptBut(values, (other) => !isVariable && (other === chosen.path || isInside(chosen.path, other)))
  // What lies inside of a schema's default is no path of its own to the query.
  const isDefault = !isVariable && values.some((other) => other.isDefault && other.path === chosen.path)
  const result = { path: isDefault ? '' : path, value: own }
  const edit = { kind: 'set', path, value: own } as const
  const isOnLines = isVariable || closesOnOwnLine(chosen.value)
  // In a literal of one line, a value of several lines breaks that line.
  return { source, edit, added: lineCount(own), removed: isOnLines ? 0 : 1, kept, result }
}

const planAppend: Planner = (source, values, { path, value }, number) => {
  if (literalKind(value) !== 'ListExpression') return undefined
  const kept = keptBut(values, (other) => other === path || isInside(path, other))
  const items = values.filter((other) => isInside(other.path, path) && /^\[\d+\]$/.test(other.path.slice(path.length)))
  // Behind unpacked items no index is known.
  if (/\*|\bif\b/.test(value)) return undefined
  const edit = { kind: 'append', path, value: `["edited-${number}"]` } as const
  const result = { path: `${path}[${items.length}]`, value: `"edited-${number}"` }
  return { source, edit, added: 1, removed: closesOnOwnLine(value) ? 0 : 1, kept, result }
}

const planDelete: Planner = (source, values, chosen) => {
  const { path, value, line, column, conditional } = chosen
  if (conditional) return undefined
  const before = lineAt(source, line).slice(0, column - 1)
  const lines = lineCount(value)
  const last = lineAt(source, line + lines - 1)
  const isAlone = before.trim() === '' && isAtEnd(last, value)
  if (!isAlone && lines > 1) return undefined
  const kept = keptBut(values, (other) => other === path || isInside(other, path) || isInside(path, other))
  const edit = { kind: 'delete', path } as const
  const shifted = new Map([...kept].map(([other, text]) => [shiftedIndex(other, path), text]))
  const wasItem = /\[\d+\]$/.test(path)
  const result = { path: wasItem ? '' : path, value: undefined }
  return { source, edit, added: isAlone ? 0 : 1, removed: lines, kept: shifted, result }
}

const planRename: Planner = (source, values, { path, value }, number) => {
  const name = `renamed${number}`
  const parent = /^(.*)\.[^.[\]']+$/.exec(path)?.[1] ?? /^(.*)\['[^']*'\]$/.exec(path)?.[1]
  if (path.endsWith(']') && parent === undefined) return undefined
  const renamed = parent === undefined ? name : `${parent}.${name}`
  const kept = keptBut(values, (other) => other === path || isInside(path, other))
  const moved = new Map(
    [...kept].map(([other, text]) => [isInside(other, path) ? renamed + other.slice(path.length) : other, text]),
  )
  const edit = { kind: 'rename', path, name } as const
  return { source, edit, added: 1, removed: 1, kept: moved, result: { path: renamed, value } }
}

/** The item behind a deleted one takes its index. */
function shiftedIndex(other: string, deleted: string): string {
  const item = /^(.*)\[(\d+)\]$/.exec(deleted)
  const list = item?.[1] ?? ''
  const index = /^\[(\d+)\]/.exec(other.slice(list.length))
  if (!item || !index || !other.startsWith(list) || Number(index[1]) < Number(item[2])) return other
  return `${list}[${Number(index[1]) - 1}]${other.slice(list.length + index[0].length)}`
}

function keptBut(values: readonly Assigned[], isTouched: (path: string) => boolean): ReadonlyMap<string, string> {
  return new Map(values.filter(({ path }) => !isTouched(path)).map(({ path, value }) => [path, value]))
}

function isInside(inner: string, outer: string): boolean {
  return inner.length > outer.length && inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length))
}

function isWithin(inner: Assigned, outer: Assigned | undefined): boolean {
  return outer !== undefined && inner.line >= outer.line && inner.line < outer.line + lineCount(outer.value)
}

function literalKind(value: string): string | undefined {
  const [statement] = parse(`_ = ${value}\n`, 'value').tree.body
  if (statement?.kind !== 'AssignStatement') return undefined
  const own = statement.value
  return own.kind === 'SchemaExpression' ? (own.config.kind === 'ConfigExpression' ? own.kind : undefined) : own.kind
}

function closesOnOwnLine(value: string): boolean {
  return value.includes('\n') && /^[}\]]$/.test(value.slice(value.lastIndexOf('\n')).trim())
}

function isAtEnd(line: string, value: string): boolean {
  const end = value.slice(value.lastIndexOf('\n') + 1)
  const at = line.lastIndexOf(end)
  return at >= 0 && /^,?\s*(?:#.*)?$/.test(line.slice(at + end.length))
}

function lineCount(text: string): number {
  return text.split('\n').length
}

function lineAt({ text }: Source, line: number): string {
  return text.split('\n')[line - 1] ?? ''
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T
}

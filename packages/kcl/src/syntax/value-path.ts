/** Paths of values and what is to happen there, as `-O` and `kcl edit` write them: `app.env['a.b']=1`, `app.ports[0]-`. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }

export interface ValuePath {
  /** A variable or a schema, without a leading `$`. */
  readonly head: string
  readonly steps: readonly PathStep[]
}

export type ChangeOperator = '=' | ':' | '+=' | '-'

export interface Change {
  readonly path: ValuePath
  readonly operator: ChangeOperator
  /** Source text; empty for `-`. */
  readonly value: string
}

const OPERATORS: readonly ChangeOperator[] = ['+=', '=', ':', '-']

/** Undefined where the text is no path from its first to its last character. */
export function parsePath(text: string): ValuePath | undefined {
  const read = readPath(text)
  return read?.rest === '' ? read.path : undefined
}

/** `path=value`, `path:value`, `path+=value`, `path-`. */
export function parseChange(text: string): Change | undefined {
  const read = readPath(text)
  const rest = read?.rest.trimStart() ?? ''
  const operator = OPERATORS.find((candidate) => rest.startsWith(candidate))
  if (!read || operator === undefined) return undefined
  const value = rest.slice(operator.length)
  if (operator === '-' ? value.trim() !== '' : value.trim() === '') return undefined
  return { path: read.path, operator, value }
}

export function pathText({ head, steps }: ValuePath): string {
  return steps.reduce((text, step) => text + stepText(step), head)
}

function stepText(step: PathStep): string {
  if (step.kind === 'index') return `[${step.index}]`
  if (/^[\p{XID_Continue}]+$/u.test(step.name)) return `.${step.name}`
  return step.name.includes("'") ? `["${step.name}"]` : `['${step.name}']`
}

function readPath(text: string): { readonly path: ValuePath; readonly rest: string } | undefined {
  const start = /^\$?([\p{XID_Start}_][\p{XID_Continue}]*)/u.exec(text)
  if (!start) return undefined
  const steps: PathStep[] = []
  let rest = text.slice(start[0].length)
  const pattern = /^(?:\.\$?([\p{XID_Continue}]+)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+))\])/u
  for (let step = pattern.exec(rest); step; step = pattern.exec(rest)) {
    const [all, bare, single, double, index] = step
    steps.push(
      index === undefined
        ? { kind: 'name', name: bare ?? single ?? double ?? '' }
        : { kind: 'index', index: Number(index) },
    )
    rest = rest.slice(all.length)
  }
  return { path: { head: start[1] ?? '', steps }, rest }
}

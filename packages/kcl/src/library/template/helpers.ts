/** What templates can call. */
import type { Data } from './nodes.ts'

export interface HelperCall {
  readonly name: string
  readonly parameters: readonly (Data | undefined)[]
  readonly hash: ReadonlyMap<string, Data | undefined>
  readonly wrong: (reason: string) => never
}

export type Helper = (call: HelperCall) => Data | undefined

export function isTruthy(value: Data | undefined, includesZero: boolean): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return includesZero || value !== 0
  if (typeof value === 'string') return value !== ''
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Map) return value.size > 0
  return includesZero || Number((value as { text: string }).text) !== 0
}

function sameData(left: Data | undefined, right: Data | undefined): boolean {
  if (left === right) return true
  if (left === undefined || left === null || right === undefined || right === null)
    return (left ?? null) === (right ?? null)
  if (typeof left !== 'object' || typeof right !== 'object') return false
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return (left as readonly Data[]).every((item, index) => sameData(item, (right as readonly Data[])[index]))
  }
  if (left instanceof Map || right instanceof Map) {
    if (!(left instanceof Map) || !(right instanceof Map) || left.size !== right.size) return false
    const other = right as ReadonlyMap<string, Data>
    return [...(left as ReadonlyMap<string, Data>)].every(
      ([key, item]) => other.has(key) && sameData(item, other.get(key)),
    )
  }
  return (left as { text: string }).text === (right as { text: string }).text
}

const PARAMETERS = ['x', 'y']

function parameter({ name, parameters, wrong }: HelperCall, index: number): Data | undefined {
  if (index >= parameters.length) wrong(`ParamNotFoundForName("${name}", "${PARAMETERS[index]}")`)
  return parameters[index]
}

function compared(holds: (left: number, right: number) => boolean): Helper {
  return (call) => {
    const [left, right] = [0, 1].map((index) => {
      const value = parameter(call, index)
      if (typeof value === 'number') return value
      return call.wrong(`ParamTypeMismatchForName("${call.name}", "${PARAMETERS[index]}", "i64")`)
    })
    return holds(left ?? 0, right ?? 0)
  }
}

function lookup({ parameters, wrong }: HelperCall): Data | undefined {
  for (const index of [0, 1]) if (index >= parameters.length) wrong(`ParamNotFoundForIndex("lookup", ${index})`)
  const [value, key] = parameters
  if (Array.isArray(value)) return typeof key === 'number' ? (value as readonly Data[])[key] : undefined
  if (value instanceof Map) return typeof key === 'string' ? (value as ReadonlyMap<string, Data>).get(key) : undefined
  return undefined
}

const encoder = new TextEncoder()

function length(value: Data | undefined): number {
  if (typeof value === 'string') return encoder.encode(value).length
  if (Array.isArray(value)) return value.length
  return value instanceof Map ? value.size : 0
}

/** A text as it is, all else as JSON. */
function raw({ parameters: [value], wrong, parameters }: HelperCall): Data {
  if (parameters.length === 0) return wrong('Other("Parameter not found")')
  return typeof value === 'string' ? value : jsonOf(value)
}

function jsonOf(value: Data | undefined): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Data[]).map(jsonOf).join(',')}]`
  if (!(value instanceof Map)) return 'text' in value ? value.text : '{}'
  return `{${[...(value as ReadonlyMap<string, Data>)].map(([key, item]) => `${JSON.stringify(key)}:${jsonOf(item)}`).join(',')}}`
}

export const helpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  ['eq', (call) => sameData(parameter(call, 0), parameter(call, 1))],
  ['ne', (call) => !sameData(parameter(call, 0), parameter(call, 1))],
  ['gt', compared((left, right) => left > right)],
  ['gte', compared((left, right) => left >= right)],
  ['lt', compared((left, right) => left < right)],
  ['lte', compared((left, right) => left <= right)],
  [
    'and',
    (call) => {
      const [left, right] = [parameter(call, 0), parameter(call, 1)]
      return isTruthy(left, false) && isTruthy(right, false)
    },
  ],
  [
    'or',
    (call) => {
      const [left, right] = [parameter(call, 0), parameter(call, 1)]
      return isTruthy(left, false) || isTruthy(right, false)
    },
  ],
  ['not', (call) => !isTruthy(parameter(call, 0), false)],
  ['len', (call) => length(parameter(call, 0))],
  ['lookup', lookup],
  ['log', () => undefined],
  ['raw', raw],
])

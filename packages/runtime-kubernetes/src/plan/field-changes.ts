/** The fields in which two objects differ. Items of lists are matched by name where they have names. */
import type { FieldChange, JsonObject, JsonValue } from '@kusion/spec'
import { isObject, sameValue } from '../objects/object.ts'

export function fieldChanges(before: JsonObject | undefined, after: JsonObject | undefined): readonly FieldChange[] {
  const changes: FieldChange[] = []
  const secret = (before ?? after)?.['kind'] === 'Secret'
  // An object that comes or goes is shown field by field too: a Secret's values are told from the rest by their path.
  compare('', before ?? {}, after ?? {}, (path, left, right) => {
    const masked = secret && /^(data|stringData)(\.|\[|$)/.test(path)
    const kind = left === undefined ? 'add' : right === undefined ? 'remove' : 'change'
    changes.push({
      path,
      kind,
      ...(left === undefined
        ? {}
        : { before: masked ? mask(left, kind === 'change' ? '(secret, before)' : '(secret)') : left }),
      ...(right === undefined
        ? {}
        : { after: masked ? mask(right, kind === 'change' ? '(secret, after)' : '(secret)') : right }),
      ...(masked ? { secret: true } : {}),
    })
  })
  return changes
}

function mask(value: JsonValue, word: string): JsonValue {
  return isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, word])) : word
}

type Report = (path: string, before: JsonValue | undefined, after: JsonValue | undefined) => void

function compare(path: string, before: JsonValue | undefined, after: JsonValue | undefined, report: Report): void {
  if (sameValue(before, after)) return
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(joined(path, key), before[key], after[key], report)
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(path, before, after, report)
  } else {
    report(path, before, after)
  }
}

function compareLists(path: string, before: readonly JsonValue[], after: readonly JsonValue[], report: Report): void {
  const key = ['name', 'key', 'containerPort', 'port', 'mountPath', 'ip', 'type', 'topologyKey'].find(
    (name) => identifies(name, before) && identifies(name, after),
  )
  if (key === undefined) {
    if (before.length !== after.length || before.some((item) => !isObject(item))) return report(path, before, after)
    for (const [index, item] of before.entries()) compare(`${path}[${index}]`, item, after[index], report)
    return
  }
  const left = new Map(before.filter(isObject).map((item) => [String(item[key]), item]))
  const right = new Map(after.filter(isObject).map((item) => [String(item[key]), item]))
  for (const name of new Set([...left.keys(), ...right.keys()]))
    compare(`${path}[${key}=${name}]`, left.get(name), right.get(name), report)
}

function identifies(key: string, items: readonly JsonValue[]): boolean {
  const names = items.map((item) => (isObject(item) ? item[key] : undefined))
  return (
    names.every((name) => typeof name === 'string' || typeof name === 'number') && new Set(names).size === names.length
  )
}

function joined(path: string, key: string): string {
  if (/[.[\]"]/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

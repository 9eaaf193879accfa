/** Gives a key another name at each of its places. */
import type { Module } from '../syntax/nodes.ts'
import type { ValuePath } from '../syntax/value-path.ts'
import type { TextChange } from './layout.ts'
import { keyText, quoted, variableText } from './names.ts'
import { findPlaces, isShort, type Place } from './places.ts'

export function hasSpellings(tree: Module, path: ValuePath, name: string): boolean {
  const bare = name.startsWith('$') ? name.slice(1) : name
  const renamed: ValuePath =
    path.steps.length === 0
      ? { head: bare, steps: [] }
      : { head: path.head, steps: [...path.steps.slice(0, -1), { kind: 'name', name: bare }] }
  const { places, obstacles } = findPlaces(tree, renamed)
  return places.length > 0 || obstacles.some(({ depth }) => depth === Infinity)
}

/** Undefined where the name cannot stand at one of the places. */
export function renameChanges(
  source: string,
  places: readonly Place[],
  name: string,
): readonly TextChange[] | undefined {
  const changes: TextChange[] = []
  for (const place of places) {
    const text = spelling(source, place, name)
    if (text === undefined || !place.name) return undefined
    const { start, end } = place.name
    changes.push({ start, end, text: isShort(place) ? `${text} = ${source.slice(start, end)}` : text })
  }
  return changes
}

function spelling(source: string, { kind, name: at }: Place, name: string): string | undefined {
  const old = source.charAt(at?.start ?? 0)
  const isQuoted = old === '"' || old === "'"
  if (isQuoted) return quoted(name, old)
  if (kind === 'entry') return keyText(name)
  return variableText(name)
}

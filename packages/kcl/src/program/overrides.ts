/** `-O path=value`: which sources of the main package it changes, and how. */
import type { Diagnostic } from '@kusion/diagnostics'
import type { Edit } from '../edit/index.ts'
import { overrideSources, parseOverride } from '../edit/override.ts'
import { SettingsError } from './settings.ts'

export function readOverrides(overrides: readonly string[]): readonly Edit[] {
  return overrides.map((override) => {
    const edit = parseOverride(override)
    if (edit) return edit
    throw new SettingsError(
      `Invalid spec format '${override}', expected <field_path>=<filed_value>, <field_path>:<filed_value>, <field_path>+=<filed_value> or <field_path>-`,
    )
  })
}

/** The texts of the files that change. */
export function overriddenTexts(
  paths: readonly string[],
  textOf: (path: string) => string,
  edits: readonly Edit[],
): { readonly texts: ReadonlyMap<string, string>; readonly diagnostics: readonly Diagnostic[] } {
  if (edits.length === 0) return { texts: new Map(), diagnostics: [] }
  const sources = paths.map((path) => ({ path, text: textOf(path) }))
  const overridden = overrideSources(sources, edits)
  if (!overridden.ok) return { texts: new Map(), diagnostics: overridden.diagnostics }
  const changed = overridden.sources.filter(({ text }, index) => text !== sources[index]?.text)
  return { texts: new Map(changed.map(({ path, text }) => [path, text])), diagnostics: [] }
}

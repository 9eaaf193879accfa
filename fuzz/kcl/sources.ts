/** What mutation starts from: every KCL source at hand. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export function knownSources(): readonly string[] {
  const files = ['examples', 'packages/modules/kcl'].flatMap((folder) => globSync(`${folder}/**/*.k`, { cwd: root }))
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8'))
  const conformance = process.env['KCL_CONFORMANCE'] ?? join(root, '../shared/conformance')
  const cases = join(conformance, 'kcl-grammar.jsonl')
  if (!existsSync(cases)) {
    console.log('conformance sources: skipped, no vectors at KCL_CONFORMANCE or ../shared/conformance')
    return sources
  }
  for (const line of readFileSync(cases, 'utf8').split('\n'))
    if (line !== '') sources.push(...textsOf(JSON.parse(line)))
  return sources
}

/** Every string of a case that may be a program. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('\n') || value.includes('=') ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

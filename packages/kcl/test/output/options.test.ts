/** What the options of the output show and hide: programs with what the reference, `kcl-lib` 0.13.2, writes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, type RunOptions } from '@kusion/kcl'
import { expect, test } from 'vitest'

type Row = readonly [program: string, options: Partial<RunOptions>, yaml: string, json: string]

const rows = JSON.parse(readFileSync(join(import.meta.dirname, 'options.json'), 'utf8')) as readonly Row[]

test.each(rows.map((row, index) => [index, JSON.stringify(row[1]), row] as const))(
  'program %i with %s',
  (_, __, row) => {
    const [program, options, yaml, json] = row
    const written = (format: 'yaml' | 'json'): string => {
      const sources = new Map([['main.k', program]])
      const result = run({ workingFolder: () => '/' }, { entries: ['main.k'], sources, format, ...options })
      return result.ok ? result.text.trim() : JSON.stringify(result.diagnostics)
    }
    expect(written('yaml')).toBe(yaml.trim())
    expect(written('json')).toBe(json.trim())
  },
)

/**
 * Programs with what the reference, `kcl-lib` 0.13.2, says to each: its output, or its run-time error. `#file path`
 * begins another file; those in no folder belong to the main package.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMemoryHost, run } from '../src/browser/index.ts'

const folder = join(import.meta.dirname, 'reference')

function said(program: string): string {
  const [main = '', ...others] = `${program}\n`.split(/^#file (\S+)\n/m)
  const files: Record<string, string> = { 'main.k': main }
  for (let at = 0; at + 1 < others.length; at += 2) files[others[at] ?? ''] = others[at + 1] ?? ''
  const entries = Object.keys(files).filter((path) => !path.includes('/'))
  const result = run(createMemoryHost(files), { entries })
  if (result.ok) return result.text.trim()
  const [first] = result.diagnostics
  return `${first?.code ?? ''}: ${first?.labels.at(-1)?.message.split('\n')[0]?.trim() ?? ''}`
}

describe.each(globSync('*.json', { cwd: folder }))('%s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly (readonly [string, string])[]
  test('all say what the reference says', () => {
    expect(cases.map(([program]) => [program, said(program)])).toEqual(cases)
  })
})

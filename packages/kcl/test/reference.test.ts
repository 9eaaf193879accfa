/** Programs with what the reference, `kcl-lib` 0.13.2, says to each: its output, or its run-time error. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../src/index.ts'

const folder = join(import.meta.dirname, 'reference')

function said(program: string): string {
  const result = run({}, { entries: ['main.k'], sources: new Map([['main.k', `${program}\n`]]) })
  if (result.ok) return result.text.trim()
  const [first] = result.diagnostics
  return `${first?.code ?? ''}: ${first?.labels.at(-1)?.message.split('\n')[0] ?? ''}`
}

describe.each(globSync('*.json', { cwd: folder }))('%s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly (readonly [string, string])[]
  test('all say what the reference says', () => {
    expect(cases.map(([program]) => [program, said(program)])).toEqual(cases)
  })
})

/**
 * What the checker says, held against the reference compiler: `checker-programs.txt` has programs and, below `---`,
 * what the reference says of each, one diagnostic a line: `code line:column message`, further places after ` // `.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run, type Host } from '../src/index.ts'

const PACKAGE = 'a = 1\n_p = 1\nschema S:\n  x: int\nf = lambda x: int {x}\ntype T = str\n'

function hostOf(source: string): Host {
  const files: Readonly<Record<string, string>> = { '/main.k': source, '/kcl.mod': '', '/pkg/pkg.k': PACKAGE }
  const folders: Readonly<Record<string, readonly { name: string; isFolder: boolean }[]>> = {
    '/pkg': [{ name: 'pkg.k', isFolder: false }],
  }
  return { readFile: (path) => files[path], listFolder: (path) => folders[path], workingFolder: () => '/' }
}

function findings(source: string): readonly string[] {
  const { diagnostics } = run(hostOf(source), { entries: ['main.k'] })
  return diagnostics.map(({ code, labels }) =>
    [code, labels.map(({ at, message }) => `${at.line}:${at.column} ${message}`).join(' // ')].join(' '),
  )
}

const programs = readFileSync(join(import.meta.dirname, 'checker-programs.txt'), 'utf8')
  .split(/^===.*\n/m)
  .slice(1)
  .map((text) => text.split('---\n') as [string, string])

describe('the checker says what the reference says', () => {
  test.each(programs.map(([source, expected], index) => ({ index, source, expected })))(
    'program $index',
    ({ source, expected }) => {
      expect(findings(source)).toEqual(expected.split('\n').filter(Boolean))
    },
  )
})

/**
 * What the checker says, held against the reference compiler: the files in `checker/` have programs and, below `---`,
 * what the reference says of each, one diagnostic a line: `code line:column message`, further places after ` // `,
 * with their file where that is another.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Span } from '@kusion/diagnostics'
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

const placeOf = ({ file, line, column }: Span): string => `${file === '/main.k' ? '' : `${file}:`}${line}:${column}`

/** Without what happens when the program runs. */
function findings(source: string): readonly string[] {
  const { diagnostics } = run(hostOf(source), { entries: ['main.k'] })
  return diagnostics
    .filter(({ code }) => code !== 'E3M38')
    .map(({ code, labels }) =>
      [code, labels.map(({ at, message }) => `${placeOf(at)} ${message}`).join(' // ')].join(' '),
    )
}

function programsOf(file: string): readonly { readonly source: string; readonly expected: string }[] {
  return readFileSync(file, 'utf8')
    .split(/^===.*\n/m)
    .slice(1)
    .map((text) => {
      const [source = '', expected = ''] = text.split(/^---\n/m)
      return { source, expected }
    })
}

const folder = join(import.meta.dirname, 'checker')

describe.each(readdirSync(folder))('the checker says what the reference says: %s', (file) => {
  test.each(programsOf(join(folder, file)).map((program, index) => ({ number: index + 1, ...program })))(
    'program $number',
    ({ source, expected }) => {
      expect(findings(source)).toEqual(expected.split('\n').filter(Boolean))
    },
  )
})

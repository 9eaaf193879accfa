/** Programs that work on files, with what the reference, `kcl-lib` 0.13.2, says to each. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { run } from '../../src/index.ts'
import { createNodeHost } from '../../src/node/index.ts'

const place = mkdtempSync(join(tmpdir(), 'kcl-files-'))
afterAll(() => rmSync(place, { recursive: true }))
const folder = join(place, 'own')

const FILES: Readonly<Record<string, string>> = {
  'a.txt': 'hello\n',
  'b.bin': '\xff\xfeab',
  'bom.txt': '\xef\xbb\xbfbom\r\nx',
  zero: '',
  '.hidden': 'h\n',
  '[x].txt': '1\n',
  'ü n.txt': '\xc3\xa9\xf0\x9f\x98\x80',
  'd/c.yaml': 'x: 1\n',
  'd/e/f.k': 'k\n',
}
const LINKS: Readonly<Record<string, string>> = { 'l.txt': 'a.txt', ld: 'd', broken: 'nowhere' }

function build(program: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const path of ['d/e', 'empty']) mkdirSync(join(folder, path), { recursive: true })
  for (const [path, bytes] of Object.entries(FILES)) writeFileSync(join(folder, path), bytes, 'latin1')
  for (const [path, target] of Object.entries(LINKS)) symlinkSync(target, join(folder, path))
  writeFileSync(join(folder, 'main.k'), program)
}

function said(program: string): string {
  build(program)
  const host = createNodeHost({ workingFolder: folder, print: () => {} })
  const result = run(host, { entries: [join(folder, 'main.k')] })
  if (result.ok) return result.text.trim()
  const [first] = result.diagnostics
  return `${first?.code ?? ''}: ${first?.message.split('\n')[0] ?? ''}`
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8')) as readonly (readonly [
  string,
  string,
])[]

test('all say what the reference says', () => {
  expect(cases.map(([program]) => [program, said(program)])).toEqual(cases)
})

test.each([
  ['file.cp("a.txt", "l.txt")', 'hello\n'],
  ['file.cp("a.txt", "./a.txt")', 'hello\n'],
  ['file.delete("")', 'hello\n'],
  ['file.delete("d")', 'hello\n'],
])('nothing is lost by %s', (expression, expected) => {
  said(`import file\nx = ${expression}\n`)
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe(expected)
  expect(readFileSync(join(folder, 'd/c.yaml'), 'utf8')).toBe('x: 1\n')
})

test('the file that is evaluated is the one that says so', () => {
  build('import file\nimport d\nx = [file.current(), d.own(), d.S {}.path]\n')
  writeFileSync(
    join(folder, 'd/x.k'),
    'import file\nown = lambda {\n    file.current()\n}\nschema S:\n    path: str = file.current()\n',
  )
  rmSync(join(folder, 'd/e'), { recursive: true })
  const result = run(createNodeHost({ workingFolder: folder }), { entries: [join(folder, 'main.k')] })
  const inFolder = join(folder, 'd/x.k')
  expect(result.ok && result.text.trim()).toBe(`x:\n- ${join(folder, 'main.k')}\n- ${inFolder}\n- ${inFolder}`)
})

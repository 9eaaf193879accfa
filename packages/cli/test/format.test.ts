import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EditorConfigs } from '../src/kcl/editor-config.ts'
import { workplace, type Workplace } from './commands.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  mkdirSync(join(place.folder, 'deep'))
  writeFileSync(join(place.folder, 'a.k'), 'a=1\n')
  writeFileSync(join(place.folder, 'b.k'), 'b = 1\n')
  writeFileSync(join(place.folder, 'broken.k'), 'c = (\n')
  writeFileSync(join(place.folder, 'deep/d.k'), 'd   =  1\n')
})
afterAll(() => place.remove())
const read = (name: string): string => readFileSync(join(place.folder, name), 'utf8')

test('a dry run names what would change, changes nothing, and fails', async () => {
  const dry = await place.run('kcl', ['fmt', '--dry-run', 'a.k', 'b.k'], { cwd: place.folder })
  expect(dry).toMatchObject({ code: 1, out: 'a.k\n' })
  expect(read('a.k')).toBe('a=1\n')
})

test('sources are replaced, those with errors are left alone', async () => {
  const result = await place.run('kcl', ['fmt', './...'], { cwd: place.folder })
  expect(result.code).toBe(1)
  expect(result.out.split('\n').filter(Boolean)).toEqual(['a.k', 'deep/d.k'])
  expect(result.err).toContain('broken.k is left as it is')
  expect([read('a.k'), read('deep/d.k'), read('broken.k')]).toEqual(['a = 1\n', 'd = 1\n', 'c = (\n'])
})

test('standard input is laid out to standard output', async () => {
  const fmt = (words: readonly string[], input: string) =>
    place.run('kcl', ['fmt', ...words], { cwd: place.folder, input })
  expect(await fmt(['-'], 'a=1')).toEqual({ code: 0, out: 'a = 1\n', err: '' })
  expect(await fmt(['-', '--dry-run'], 'a=1')).toEqual({ code: 1, out: '', err: '' })
  expect(await fmt(['-', '--dry-run'], 'a = 1\n')).toEqual({ code: 0, out: '', err: '' })
  expect(await fmt(['-'], '')).toEqual({ code: 0, out: '', err: '' })
  const broken = await fmt(['-'], 'a = (\n')
  expect(broken).toMatchObject({ code: 1, out: '' })
  expect(broken.err).toContain('InvalidSyntax')
})

test.each([
  [['nowhere.k'], 2, 'error: nowhere.k does not exist'],
  [['-', 'a.k'], 2, 'standard input alone'],
  [['--write'], 2, 'kcl fmt knows no flag --write'],
])('kcl fmt %j is refused', async (words, code, message) => {
  const result = await place.run('kcl', ['fmt', ...words], { cwd: place.folder })
  expect(result.code).toBe(code)
  expect(result.err).toContain(message)
})

test('sources are indented as .editorconfig says', async () => {
  const folder = join(place.folder, 'configured')
  mkdirSync(folder)
  writeFileSync(join(folder, '.editorconfig'), '[*.k]\nindent_style = tab\n')
  writeFileSync(join(folder, 'a.k'), 'if a:\n  b = {\n    c = 1\n  }\n')
  expect(await place.run('kcl', ['fmt', 'a.k'], { cwd: folder })).toMatchObject({ code: 0, out: 'a.k\n' })
  expect(readFileSync(join(folder, 'a.k'), 'utf8')).toBe('if a:\n\tb = {\n\t\tc = 1\n\t}\n')
})

const two = (head: string): string => `[${head}]\nindent_size = 2\n`
/** `.editorconfig` of the root and of `x/`, a file, and the width of its indentation; 0 where nothing is said. */
const CONFIGS: readonly (readonly [string, string, string, number | 'tab'])[] = [
  ['', '', 'a.k', 0],
  [two('*'), '', 'a.k', 2],
  ['[*]\r\nINDENT_SIZE = 2\r\n', '', 'a.k', 2],
  ['# c\n; c\n[*]\n  indent_size=2  \n', '', 'a.k', 2],
  ['indent_size = 2\n', '', 'a.k', 0],
  ['[*]\nindent_style = TAB\nindent_size = 2\n', '', 'a.k', 'tab'],
  ['[*]\nindent_size = tab\ntab_width = 3\n', '', 'a.k', 3],
  ['[*]\ntab_width = 3\n', '', 'a.k', 3],
  ['[*]\nindent_size = tab\n', '', 'a.k', 0],
  ['[*]\nindent_size = unset\n', '', 'a.k', 0],
  ['[*]\nindent_size = 0\n', '', 'a.k', 0],
  ['[*]\nindent_size = 2 # c\n', '', 'a.k', 0],
  ['[*]\nindent_size = 2\nindent_size = 3\n', '', 'a.k', 3],
  [`${two('*.k')}[*]\nindent_size = 3\n`, '', 'a.k', 3],
  [two('*.py'), '', 'a.k', 0],
  [two('*.{py,k}'), '', 'a.k', 2],
  [two('{a}.k'), '', 'a.k', 0],
  [two('[abc].k'), '', 'a.k', 2],
  [two('[!abc].k'), '', 'a.k', 0],
  [two('?.k'), '', 'a.k', 2],
  [two('{-1..12}.k'), '', '7.k', 2],
  [two(String.raw`a\.k`), '', 'a.k', 2],
  [two('*\nx'), '', 'a.k', 0],
  [two('*.k'), '', 'x/y/a.k', 2],
  [two('/*.k'), '', 'x/a.k', 0],
  [two('x/*.k'), '', 'x/a.k', 2],
  [two('x/*.k'), '', 'x/y/a.k', 0],
  [two('x/**'), '', 'x/y/a.k', 2],
  [two('x/**/a.k'), '', 'x/a.k', 2],
  [two('**/*.k'), '', 'a.k', 2],
  [two('x/a.k'), '', 'y/x/a.k', 0],
  [two('{x,y/{z,w}}/a.k'), '', 'y/w/a.k', 2],
  [two('*'), '[*]\nindent_size = 3\n', 'x/a.k', 3],
  [two('*'), 'root = true\n', 'x/a.k', 0],
  ['[*]\nindent_style = tab\n', '[*]\nindent_size = 3\n', 'x/a.k', 'tab'],
]

test.each(CONFIGS.map((row, index) => [index, ...row] as const))(
  '.editorconfig %i: %j and %j for %s',
  (index, outer, inner, file, expected) => {
    const folder = join(place.folder, `config-${index}`)
    mkdirSync(join(folder, 'x'), { recursive: true })
    writeFileSync(join(folder, '.editorconfig'), `root = true\n${outer}`)
    writeFileSync(join(folder, 'x/.editorconfig'), inner)
    const indent = new EditorConfigs().indentOf(join(folder, file))
    expect(indent).toBe(expected === 'tab' ? '\t' : expected === 0 ? undefined : ' '.repeat(expected))
  },
)

/** `kcl run`: what it prints beside results. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workplace, type Workplace } from './commands.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  mkdirSync(join(place.folder, 'lib'))
  mkdirSync(join(place.folder, 'here'))
  const files = {
    'main.k': 'import lib\n_hidden = 9007199254740993\nx = lib.one + 1 # more\n',
    'lib/a.k': 'one = 1\n',
    'late.k': 'a = {\n    grüße = "日本"\n    b = [1, 2][int(option("at"))] # which\n}\n',
    'early.k': 'a: int = "日本" + "x"\n',
    'broken.k': 'x = (1\n',
    'note.txt': 'note',
    'here/files.k': 'import file\nx = file.read("../note.txt")\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place.folder, name), text)
})
afterAll(() => place.remove())
const kcl = (...words: readonly string[]) => place.run('kcl', ['run', ...words], { cwd: place.folder })
const inHere = (...words: readonly string[]) =>
  place.run('kcl', ['run', 'files.k', ...words], { cwd: join(place.folder, 'here') })

test('run-time errors: the line alone, as the reference has it, unless another format is asked for', async () => {
  const plain = await kcl('late.k', '-D', 'at=5')
  expect(plain.code).toBe(1)
  expect(plain.err).toContain(
    'late.k:3:1\n  |\n3 |     b = [1, 2][int(option("at"))] # which\n  |  list index out of range',
  )
  expect((await kcl('late.k', '-D', 'at=5', '--error-format', 'reference')).err).toBe(plain.err)
  const pretty = await kcl('late.k', '-D', 'at=5', '--error-format', 'pretty')
  expect(pretty.err).toContain(
    `late.k:3:5\n  |\n3 |     b = [1, 2][int(option("at"))] # which\n  |     ${'^'.repeat(29)} list index out of range`,
  )
  expect((await kcl('late.k', '-D', 'at=5', '--error-format', 'short')).err).toContain('late.k:3:5: error[E3M38]')
  const sarif = JSON.parse((await kcl('late.k', '-D', 'at=5', '--error-format', 'sarif')).err) as {
    runs: { results: { locations: { physicalLocation: { region: object } }[] }[] }[]
  }
  expect(sarif.runs[0]?.results[0]?.locations[0]?.physicalLocation.region).toEqual({
    startLine: 3,
    startColumn: 5,
    endLine: 3,
    endColumn: 34,
  })
})

test('type errors: all of the place', async () => {
  expect((await kcl('early.k')).err).toContain('1 | a: int = "日本" + "x"\n  | ^ expected int')
  expect((await kcl('early.k', '--error-format', 'pretty')).err).toContain(
    '1 | a: int = "日本" + "x"\n  | ^ expected int',
  )
})

test.each([
  ['tokens', /"kind": "identifier",\s+"text": "_hidden",\s+"line": 2,\s+"column": 1/],
  ['syntax', /"kind": "AssignStatement"/],
  ['program', /"kind": "package",\s+"name": "lib",\s+"package": "lib"/],
  ['values', /"_hidden": 9007199254740992,\s+"x": 2/],
])('--print %s', async (station, expected) => {
  const { code, out } = await kcl('main.k', '--print', station)
  expect(code).toBe(0)
  expect(() => JSON.parse(out) as unknown).not.toThrow()
  expect(out).toMatch(expected)
})

test('--print js', async () => {
  const { code, out } = await kcl('main.k', '--print', 'js')
  expect(code).toBe(0)
  expect(out).toMatch(/^\/\/ __main__\n[^]*\n\/\/ lib\n/)
})

test('a broken program is shown as far as it goes', async () => {
  const syntax = await kcl('broken.k', '--print', 'syntax')
  expect(syntax.code).toBe(1)
  expect(syntax.out).toContain('"kind": "ParenthesizedExpression"')
  expect(syntax.err).toContain('InvalidSyntax')
  expect((await kcl('broken.k', '--print', 'values')).out).toBe('')
})

test.each([
  [['main.k', '--print', 'everything'], 2, "no station 'everything': use tokens, syntax, program, js, values"],
  [['main.k', '--error-format', 'toString'], 2, "no error format 'toString'"],
  [['nowhere.k', '--print', 'syntax'], 1, 'Cannot find the kcl file'],
] as const)('%j is refused', async (words, code, message) => {
  const result = await kcl(...words)
  expect(result.code).toBe(code)
  expect(result.err).toContain(message)
})

test('files outside of the program are out of reach unless they are allowed', async () => {
  const refused = await inHere()
  expect(refused.code).toBe(1)
  expect(refused.err).toContain("'../note.txt' is outside of the folders that the program may reach")
  for (const folder of ['..', place.folder, '/']) expect((await inHere('--allow-path', folder)).out).toBe('x: note\n')
})

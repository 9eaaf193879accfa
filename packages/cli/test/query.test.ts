import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workplace, type Workplace } from './commands.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  writeFileSync(join(place.folder, 'a.k'), 'import b as c\nx: S {\n    a = 1\n}\n')
  writeFileSync(join(place.folder, 'b.k'), 'schema S:\n    a: int\ny = x.a\n')
})
afterAll(() => place.remove())
const query = (...words: readonly string[]) => place.run('kcl', ['query', ...words], { cwd: place.folder })

test('lines for people', async () => {
  expect((await query('variables')).out).toBe('a.k:2: x: S { …\nb.k:3: y = x.a\n')
  expect((await query('overrides', 'x', 'a.k')).out).toBe('a.k:2: x: S { …\na.k:3: x.a = 1\n')
  expect((await query('schemas', 'b.k')).out).toBe('b.k:1: schema S\n    a: int\n')
  expect((await query('instances')).out).toBe('a.k:2: S at x\n')
  expect((await query('imports')).out).toBe('a.k:1: b as c\n')
  expect((await query('references', 'x')).out).toBe('a.k:2:1: definition: x: S {\nb.k:3:5: use: y = x.a\n')
})

test('JSON for programs', async () => {
  const { code, out } = await query('instances', 'a.k', '--format', 'json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual([{ schema: 'S', path: 'x', direct: true, file: 'a.k', line: 2, column: 4 }])
})

test.each([
  [['everything'], 2, 'needs one of variables'],
  [['references'], 2, 'needs a name'],
  [['variables', 'nowhere.k'], 2, 'nowhere.k does not exist'],
  [['variables', '--format', 'xml'], 2, "no format 'xml'"],
] as const)('%j is refused', async (words, code, message) => {
  const result = await query(...words)
  expect(result.code).toBe(code)
  expect(result.err).toContain(message)
})

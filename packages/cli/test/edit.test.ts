import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { workplace, type Workplace } from './commands.ts'

const SOURCE = '\uFEFFapp: S {\r\n    image = "a:1" # the image\r\n    args = ["-v"]\r\n}\r\n'

let place: Workplace
let file: string
beforeAll(() => {
  place = workplace()
  file = join(place.folder, 'main.k')
})
afterAll(() => place.remove())
beforeEach(() => writeFileSync(file, SOURCE))
const edit = (...words: readonly string[]) => place.run('kcl', ['edit', ...words], { cwd: place.folder })
const text = (): string => readFileSync(file, 'utf8')

test('all kinds of edits at once', async () => {
  const words = [
    '--set',
    'app.image="a:2"',
    '--append',
    'app.args=["-q"]',
    '-O',
    'app.port:80',
    '--rename',
    'app.args=arguments',
  ]
  expect(await edit('main.k', ...words)).toMatchObject({ code: 0, out: '', err: '' })
  expect(text()).toBe(
    '\uFEFFapp: S {\r\n    image = "a:2" # the image\r\n    arguments = ["-v", "-q"]\r\n    port: 80\r\n}\r\n',
  )
  expect(await edit('main.k', '--delete=app.arguments', '-Oapp.port-')).toMatchObject({ code: 0 })
  expect(text()).toBe('\uFEFFapp: S {\r\n    image = "a:2" # the image\r\n}\r\n')
})

test('a dry run shows a diff and changes nothing', async () => {
  writeFileSync(file, 'a = 1\nb = 2\nc = 3')
  const { code, out } = await edit('main.k', '-O', 'b=4', '--dry-run')
  expect(code).toBe(0)
  expect(out).toBe(
    '--- main.k\n+++ main.k\n@@ -1,3 +1,3 @@\n a = 1\n-b = 2\n+b = 4\n c = 3\n\\ No newline at end of file\n',
  )
  expect(text()).toBe('a = 1\nb = 2\nc = 3')
})

test('mode and link stay, and nothing is left beside the file', async () => {
  chmodSync(file, 0o750)
  symlinkSync('main.k', join(place.folder, 'link.k'))
  expect(await edit('link.k', '-O', 'app.image="b"')).toMatchObject({ code: 0 })
  expect(lstatSync(join(place.folder, 'link.k')).isSymbolicLink()).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o750)
  expect(text()).toContain('image = "b"')
  expect(readdirSync(place.folder).filter((name) => name.includes('tmp'))).toEqual([])
})

test.each([
  [['main.k', '-O', 'app.image="c"', '-O', 'app.nothing-'], 1, 'there is no app.nothing in this file'],
  [['main.k', '-O', 'app.image=a:2 b'], 1, 'is no KCL expression'],
  [['main.k', '-O', 'app image'], 2, 'write path=value'],
  [['main.k'], 2, 'needs something to do'],
  [['nowhere.k', '-O', 'a=1'], 2, 'nowhere.k is no file'],
  [['main.k', '--replace', 'a=1'], 2, 'knows no flag --replace'],
] as const)('%j is refused and changes nothing', async (words, code, message) => {
  const result = await edit(...words)
  expect(result.code).toBe(code)
  expect(result.err).toContain(message)
  expect(text()).toBe(SOURCE)
})

/** The formats of errors, from the flag and from the environment, and `kcl lint`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workplace, type Workplace } from './commands.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
  const files = {
    'main.k': 'import math\naaaa: int = "s"\nb = aaab\n',
    'clean.k': 'a = 1\n',
    'unused.k': 'import math\na = 1\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place.folder, name), text)
})
afterAll(() => place.remove())
const kcl = (words: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string) =>
  place.run('kcl', words, { cwd: place.folder, env, ...(input !== undefined && { input }) })

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly { readonly ruleId: string; readonly level: string; readonly fixes?: unknown }[]
  }[]
}

const REFERENCE = (file: string) => `error[E2G22]: TypeError
 --> ${file}:2:1
  |
2 | aaaa: int = "s"
  | ^ expected int, got str(s)
  |
error[E2L23]: CompileError
 --> ${file}:3:5
  |
3 | b = aaab
  |     ^ name 'aaab' is not defined, did you mean '["aaaa"]'?
  |
`

test('all errors, in each format', async () => {
  const file = join(place.folder, 'main.k')
  const error = async (format: string) => (await kcl(['run', 'main.k', '--error-format', format])).err
  expect(await error('reference')).toBe(REFERENCE(file))
  expect(await error('pretty')).toContain('3 | b = aaab\n  |     ^^^^ name')
  expect(await error('short')).toBe(
    `${file}:2:1: error[E2G22]: TypeError: expected int, got str(s)\n${file}:3:5: error[E2L23]: CompileError: name 'aaab' is not defined, did you mean '["aaaa"]'?\n`,
  )
  const arcanist = (await error('arcanist')).trim().split('\n')
  expect(arcanist.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { path: file, line: 2, char: 1, code: 'E2G22', severity: 'error', replacement: null },
    { path: file, line: 3, char: 5, code: 'E2L23', replacement: 'aaaa' },
  ])
  const [run] = (JSON.parse(await error('sarif')) as Sarif).runs
  expect(run?.results.map(({ ruleId }) => ruleId)).toEqual(['E2G22.TypeError', 'E2L23.CompileError'])
  expect(run?.results[1]?.fixes).toHaveLength(1)
})

test('the environment and the other spelling', async () => {
  const short = (await kcl(['main.k', '--error_format=short'])).err
  expect(short).toMatch(/main\.k:2:1: error\[E2G22\]/)
  expect((await kcl(['main.k'], { KCL_ERROR_FORMAT: 'short' })).err).toBe(short)
  expect((await kcl(['main.k', '--error-format', 'reference'], { KCL_ERROR_FORMAT: 'short' })).err).not.toBe(short)
  expect((await kcl(['main.k'], { KCL_ERROR_FORMAT: '' })).code).toBe(1)
  const unknown = await kcl(['main.k'], { KCL_ERROR_FORMAT: 'long' })
  expect(unknown).toMatchObject({ code: 2, out: '' })
  expect(unknown.err).toContain("there is no error format 'long': use pretty, reference, short, arcanist, sarif")
})

test('what is wrong before a program was read has a place in each format', async () => {
  const error = async (format: string) => (await kcl(['run', 'nowhere.k', '--error-format', format])).err
  const message = `Cannot find the kcl file, please check the file path ${join(place.folder, 'nowhere.k')}`
  expect(await error('reference')).toContain(`EvaluationError\n${message}\n`)
  expect(await error('short')).toContain(`error: EvaluationError: ${message}`)
  expect(JSON.parse(await error('arcanist'))).toMatchObject({ path: null, code: 'EvaluationError' })
  expect((JSON.parse(await error('sarif')) as Sarif).runs[0]?.results[0]).toMatchObject({
    level: 'error',
    locations: [],
  })
})

test('errors of standard input and of overridden files show what was compiled', async () => {
  const stdin = await kcl(['run', '-'], {}, 'a: int = "s"\n')
  expect(stdin.err).toContain(' --> -:1:1\n  |\n1 | a: int = "s"\n')
  const overridden = await kcl(['run', 'clean.k', '-O', 'a=b'])
  expect(overridden.err).toContain("1 | a = b\n  |     ^ name 'b' is not defined")
})

test('kcl lint', async () => {
  const clean = await kcl(['lint', 'clean.k'])
  expect(clean).toEqual({ code: 0, out: '', err: '' })
  const unused = await kcl(['lint', 'unused.k', '--error-format', 'short'])
  expect(unused).toMatchObject({ code: 0, err: '' })
  expect(unused.out).toMatch(/unused\.k:1:1: warning: UnusedImportWarning: Module 'math' imported but unused\n$/)
  const broken = await kcl(['lint', 'main.k', '--error-format', 'sarif'])
  expect(broken.code).toBe(1)
  const levels = (JSON.parse(broken.out) as Sarif).runs[0]?.results.map(({ level }) => level)
  expect(levels).toEqual(['error', 'error', 'warning'])
  expect(
    (JSON.parse((await kcl(['lint', 'clean.k', '--error-format', 'sarif'])).out) as Sarif).runs[0]?.results,
  ).toEqual([])
  expect(await kcl(['lint', 'nowhere.k'])).toMatchObject({ code: 1 })
})

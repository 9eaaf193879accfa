import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { editSource } from '../../src/index.ts'
import { planRandomEdit, randomFrom, valuesOf, type PlannedEdit, type Source } from './random-edits.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const SEED = Number(process.env['KCL_EDIT_SEED'] ?? 20_260_101)
const COUNT = 1000

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.k'))
    .toSorted()
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(ROOT, folder, name), 'utf8') }))
}

/** What is wrong with the edited text; empty where it is what was asked. */
function wrongIn({ source, kept, result }: PlannedEdit, text: string): readonly string[] {
  const values = new Map(valuesOf({ path: source.path, text }).map(({ path, value }) => [path, value]))
  const changed = [...kept].filter(([path, value]) => values.get(path) !== value)
  const wrong = changed.map(([path]) => `${path} has become ${values.get(path)}`)
  // A value of several lines is laid out anew where it is put.
  if (result.path !== '' && flat(values.get(result.path)) !== flat(result.value)) {
    wrong.push(`${result.path} is ${values.get(result.path)} and not ${result.value}`)
  }
  if (source.text.includes('\r\n') && /[^\r]\n/.test(text)) wrong.push('a line does not end as the others do')
  return wrong
}

const flat = (value: string | undefined): string | undefined => value?.replaceAll(/\s+/g, ' ')

test('1,000 random edits on real files change only the lines that they must', () => {
  const sources = [...sourcesIn('examples/konfig'), ...sourcesIn('packages/modules/kcl')]
  const random = randomFrom(SEED)
  const planned = Array.from({ length: COUNT }, (_, number) => planRandomEdit(sources, random, number))
  const folder = mkdtempSync(join(tmpdir(), 'kcl-edit-'))
  const git = (...words: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'core.autocrlf=false', '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
  const failures: string[] = []
  const kinds = new Map<string, number>()
  try {
    git('init', '-q')
    planned.forEach(({ source }, number) => writeFileSync(join(folder, `${number}.k`), source.text))
    git('add', '.')
    git('commit', '-qm', 'originals')
    planned.forEach((plan, number) => {
      const { source, edit } = plan
      const edited = editSource(source.text, source.path, [edit])
      const wrong = edited.ok ? wrongIn(plan, edited.text) : edited.diagnostics.map(({ message }) => message)
      failures.push(...wrong.map((message) => `${told(number)}: ${message}`))
      kinds.set(edit.kind, (kinds.get(edit.kind) ?? 0) + 1)
      if (edited.ok) writeFileSync(join(folder, `${number}.k`), edited.text)
    })
    const counted = new Map(
      git('diff', '--numstat', '--minimal')
        .trim()
        .split('\n')
        .map((line) => line.split('\t'))
        .map(([added, removed, name = '']) => [Number.parseInt(name, 10), `+${added} -${removed}`] as const),
    )
    planned.forEach(({ added, removed }, number) => {
      const expected = `+${added} -${removed}`
      if (counted.get(number) !== expected) {
        failures.push(`${told(number)}: ${counted.get(number)} lines, expected ${expected}`)
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  expect(failures).toEqual([])
  expect(kinds.size).toBe(4)
  expect([...kinds.values()].every((count) => count > 80)).toBe(true)

  function told(number: number): string {
    const plan = planned[number]
    return `seed ${SEED}, edit ${number} of ${plan?.source.path}: ${JSON.stringify(plan?.edit)}`
  }
})

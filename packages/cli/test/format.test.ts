import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

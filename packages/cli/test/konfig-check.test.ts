import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'konfig-check-'))
afterAll(() => rmSync(root, { recursive: true }))

// As the command that users have: bundled, where threads find their file beside it.
const konfig = join(import.meta.dirname, '../bin/konfig')

test('hundreds of stacks are compiled by all cores', { timeout: 60_000 }, () => {
  const example = join(import.meta.dirname, '../../../examples/konfig')
  cpSync(example, root, { recursive: true })
  for (let copy = 0; copy < 30; copy++)
    cpSync(join(example, 'payments'), join(root, `payments${copy}`), { recursive: true })
  const stacks = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('/stack.yaml'))
  expect(stacks.length).toBeGreaterThan(200)
  const output = execFileSync(konfig, ['check', '-w', root, '--no-style'], { encoding: 'utf8' })
  expect(output.match(/^same /gm)).toHaveLength(stacks.length)
})

/** A stranger's program ends with a diagnostic, within 5 seconds and 512 MB, and reaches nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { run } from '../src/index.ts'
import { exhausting, harmless, reaching } from './hostile-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'kcl-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

// A process of its own for each: a heap of 512 MB that does not suffice ends it with another code.
const child = join(folder, 'child.mjs')
writeFileSync(
  child,
  `import { readFileSync } from 'node:fs'
import { run } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
import { createNodeHost } from ${JSON.stringify(new URL('../src/node/index.ts', import.meta.url).href)}
const [path] = process.argv.slice(2)
const result = run(createNodeHost({ workingFolder: '/' }), { entries: ['main.k'], sources: new Map([['main.k', readFileSync(path, 'utf8')]]) })
console.log(result.failure ?? result.diagnostics[0]?.message ?? 'no diagnostic')
process.exit(result.ok ? 0 : 1)
`,
)

test.each(Object.entries(exhausting))('%s', { timeout: 30_000 }, (name, program) => {
  const path = join(folder, 'main.k')
  writeFileSync(path, program)
  const ended = spawnSync(
    process.execPath,
    ['--max-old-space-size=512', '--conditions=@kusion/source', '--disable-warning=ExperimentalWarning', child, path],
    // Four times the five seconds: other tests run beside this one.
    { encoding: 'utf8', timeout: 20_000, maxBuffer: 1 << 26 },
  )
  expect(ended.status, `${name}: ${ended.signal ?? ''} ${ended.stderr.slice(0, 500)}`).toBe(1)
  expect(ended.stdout).not.toContain('no diagnostic')
})

const runAlone = (program: string): ReturnType<typeof run> =>
  run({}, { entries: ['main.k'], sources: new Map([['main.k', program]]) })

test.each(Object.entries(reaching))('reaching for %s', (_name, program) => {
  const result = runAlone(program)
  expect(result.ok, result.text).toBe(false)
  expect(result.failure ?? result.diagnostics[0]?.message).toBeTruthy()
})

test.each(Object.entries(harmless))('%s are data', (_name, [program, output]) => {
  const result = runAlone(program)
  expect(result.failure ?? result.diagnostics[0]?.message ?? result.text).toBe(output)
})

/** A stranger's program ends with a diagnostic, within 5 seconds and 512 MB, and reaches nothing. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../src/index.ts'
import { createNodeHost } from '../src/node/index.ts'
import { escaping, exhausting, harmless, ownFiles, reaching } from './hostile-programs.ts'

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

describe('files', () => {
  const places = mkdtempSync(join(realpathSync(folder), 'files-'))
  const at = (name: string): string => join(places, name)
  /** A program's root with links in it, a working folder elsewhere, a package, and what is none of its business. */
  const build = (): void => {
    for (const name of ['root/data', 'root/trap', 'outside', 'work', 'packages/lib']) {
      rmSync(at(name), { recursive: true, force: true })
      mkdirSync(at(name), { recursive: true })
    }
    const texts = {
      'root/kcl.mod': `[package]\nname = "app"\n[dependencies]\nlib = { path = "../packages/lib" }\nall = { path = "${places}" }\n`,
      'root/data/own.txt': 'own',
      'work/work.txt': 'work',
      'outside/secret.txt': 'secret',
      'outside/x.k': '',
      'packages/lib/kcl.mod': '[package]\nname = "lib"\n',
      'packages/lib/main.k': 'a = 1\n',
      'packages/lib/lib.txt': 'lib',
    }
    for (const [name, text] of Object.entries(texts)) writeFileSync(at(name), text)
    const links = {
      'root/link.txt': '../outside/secret.txt',
      'root/linked': at('outside'),
      'root/twice': 'linked',
      'root/dangling': '../outside/none',
      'root/circle': 'circle',
      'root/data/inner.txt': 'own.txt',
      'root/data/above': '..',
      'root/trap/own.txt': '../../outside/secret.txt',
    }
    for (const [name, target] of Object.entries(links)) {
      rmSync(at(name), { force: true })
      symlinkSync(target, at(name))
    }
  }
  const filled = (text: string): string =>
    text.replaceAll(/\$\{(root|outside|work|packages)\}/g, (_all, name: string) => at(name))
  const runIn = (expression: string, allowedFolders: readonly string[] = [], workingFolder = at('root')) => {
    writeFileSync(
      at('root/main.k'),
      `import file\nimport crypto\nimport json\nimport yaml\nimport lib\nimport all.outside\n_lib = lib.a\nx = ${filled(expression)}\n`,
    )
    const result = run(createNodeHost({ workingFolder, allowedFolders }), { entries: [at('root/main.k')] })
    return result.failure ?? result.diagnostics[0]?.message ?? result.text
  }

  test.each(Object.entries(escaping))('%s is out of reach', (_name, expression) => {
    build()
    expect(runIn(expression)).toMatch(
      /^'.+' is outside of the folders that the program may reach \(.+\): --allow-path \/.* allows \/.*$/,
    )
    expect(readdirSync(at('outside'))).toEqual(['secret.txt', 'x.k'])
    expect(readFileSync(at('outside/secret.txt'), 'utf8')).toBe('secret')
    expect(existsSync(at('root/mine.txt'))).toBe(false)
  })

  test.each(Object.entries(ownFiles))('%s is within reach', (_name, [expression, output]) => {
    build()
    const isOfWork = expression.includes('{work}')
    expect(runIn(expression, [], isOfWork ? at('work') : at('root'))).toBe(filled(output))
    expect(readFileSync(at('outside/secret.txt'), 'utf8')).toBe('secret')
  })

  test('a refusal names the path, where it leads, the folders and the flag', () => {
    build()
    expect(runIn('file.read("linked/secret.txt")')).toBe(
      filled(
        "'linked/secret.txt' is outside of the folders that the program may reach (${root}, ${packages}/lib): --allow-path ${outside} allows ${outside}/secret.txt",
      ),
    )
  })

  test.each([['outside'], ['/']])('%s can be allowed', (allowed) => {
    build()
    for (const path of ['linked/secret.txt', 'link.txt', '../outside/secret.txt', '${outside}/secret.txt']) {
      expect(runIn(`file.read("${path}")`, [join(places, allowed)])).toBe('x: secret')
      expect(runIn(`file.read("${path}")`, [allowed === '/' ? '/' : '../outside'])).toBe('x: secret')
    }
  })

  test('a name that no file can have and a folder that is no file are errors', () => {
    build()
    expect(runIn(String.raw`file.read("a\u0000b")`)).toMatch(/^failed to access the file /)
    expect(runIn('file.write("data", "1")')).toBe("Failed to create file 'data': Is a directory (os error 21)")
  })
})

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../src/index.ts'
import { createNodeHost, type NodeHostOptions } from '../src/node/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kcl-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
const own = join(folder, 'own')
const other = join(folder, 'other')
const secret = join(other, 'secret.txt')

beforeEach(() => {
  for (const path of [own, other]) {
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path)
  }
  writeFileSync(secret, 'secret')
  mkdirSync(join(own, 'sub'))
  writeFileSync(join(own, 'note.txt'), 'note')
  symlinkSync(other, join(own, 'out'))
  symlinkSync(secret, join(own, 'linked.txt'))
  symlinkSync(join(other, 'not-yet.txt'), join(own, 'dangling.txt'))
  symlinkSync(join(own, 'round'), join(own, 'round'))
  symlinkSync(join(own, 'note.txt'), join(own, 'sub', 'inner.txt'))
})

function outcome(program: string, options: NodeHostOptions = {}): string {
  const sources = new Map([[join(own, 'main.k'), `import file\nimport crypto\nimport json\nimport yaml\n${program}\n`]])
  const host = createNodeHost({ workingFolder: own, print: () => {}, ...options })
  const result = run(host, { entries: [join(own, 'main.k')], sources })
  return result.ok ? result.text : (result.failure ?? result.diagnostics[0]?.message ?? '')
}

describe('what leads out of the program is refused, and nothing happens', () => {
  test.each([
    'x = file.read("../other/secret.txt")',
    `x = file.read("${secret}")`,
    'x = file.read("/etc/passwd")',
    'x = file.read("sub/../../other/secret.txt")',
    'x = file.read("linked.txt")',
    'x = file.read("out/secret.txt")',
    'x = file.read("round/a")',
    'x = file.readbase64("linked.txt")',
    'x = file.exists("/etc/passwd")',
    'x = file.size("out/secret.txt")',
    'x = file.glob("/etc/*")',
    'x = file.glob("../other/*")',
    'x = file.glob("out/*")',
    'x = file.write("../other/new.txt", "1")',
    'x = file.write("dangling.txt", "1")',
    'x = file.write("out/new.txt", "1")',
    'x = file.write("out/deep/er/new.txt", "1")',
    'x = file.append("linked.txt", "1")',
    'x = file.mkdir("out/folder")',
    'x = file.delete("out/secret.txt")',
    'x = file.cp("note.txt", "out/copy.txt")',
    'x = file.cp("out/secret.txt", "copy.txt")',
    'x = file.mv("out/secret.txt", "moved.txt")',
    'x = file.mv("note.txt", "../other/moved.txt")',
    'x = crypto.filesha256("out/secret.txt")',
    'x = json.dump_to_file({a = 1}, "out/a.json")',
    'x = yaml.dump_to_file({a = 1}, "dangling.txt")',
  ])('%s', (program) => {
    expect(outcome(program)).toContain('is outside of the folders that the program may reach')
    expect(readFileSync(secret, 'utf8')).toBe('secret')
    for (const name of ['new.txt', 'not-yet.txt', 'copy.txt', 'moved.txt', 'folder', 'deep', 'a.json'])
      expect(existsSync(join(other, name)), name).toBe(false)
    expect(existsSync(join(own, 'copy.txt'))).toBe(false)
    expect(existsSync(join(own, 'note.txt'))).toBe(true)
  })

  test('the message says which path, which folders, and what to do', () => {
    expect(outcome('x = file.read("../other/secret.txt")')).toBe(
      `'../other/secret.txt' is outside of the folders that the program may reach (${own}): --allow-path ${other} allows ${secret}`,
    )
  })

  test('a pattern does not follow links out', () => {
    expect(outcome('x = file.glob("**/*.txt")')).not.toContain('secret')
  })

  test('the root of the file system is no own folder of a program', () => {
    const host = createNodeHost({ workingFolder: '/' })
    const result = run(host, { entries: ['-'], sources: new Map([['-', `import file\nx = file.read("${secret}")\n`]]) })
    expect(result.diagnostics[0]?.message).toContain('may reach (none)')
  })
})

describe('what is inside is reached', () => {
  test.each([
    ['x = file.read("note.txt")', 'x: note'],
    [`x = file.read("${join(own, 'note.txt')}")`, 'x: note'],
    ['x = file.read("sub/inner.txt")', 'x: note'],
    ['x = file.read("sub/../note.txt")', 'x: note'],
    ['x = file.exists("none.txt")', 'x: false'],
    ['x = file.glob("*.txt")', 'x:\n- dangling.txt\n- linked.txt\n- note.txt'],
    ['x = file.glob("sub/*.txt")', 'x:\n- sub/inner.txt'],
    ['_x = file.write("sub/new.txt", "1")\nx = file.read("sub/new.txt")', "x: '1'"],
  ])('%s', (program, expected) => expect(outcome(program)).toBe(expected))

  test('and what the host adds', () => {
    expect(outcome('x = file.read("out/secret.txt")', { allowedFolders: [other] })).toBe('x: secret')
    expect(outcome(`x = file.read("${secret}")`, { allowedFolders: ['/'] })).toBe('x: secret')
  })
})

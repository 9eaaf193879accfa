import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { transform } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { browserBundle } from '../../../scripts/browser-bundle.ts'
import { createMemoryHost, run } from '../src/browser/index.ts'

const LIMIT = 300 * 1024

/** Every library that the compiler stands on has its say here. */
const PROGRAM = `import base64
import crypto
import template
import yaml
import json
import regex
import datetime
import models.app

hash = crypto.sha256("kcl")
strong = crypto.blake3("kcl")
encoded = base64.encode("grüße")
greeting = template.execute("Hello {{name}}", {name = "you"})
decoded = yaml.decode("a: [1, 2.5, x]")
text = json.encode({b = 1, a = [True, None]})
matches = regex.match("abc-1", "^[a-z]+-[0-9]$")
note = file_note
web = app.App {name = "web"}
`
const FILES = {
  'main.k': `import file\nfile_note = file.read("note.txt")\n${PROGRAM}`,
  'models/app.k': 'schema App:\n    name: str\n    replicas: int = 2\n',
  'note.txt': 'from a text beside it',
}

describe('the bundle for browsers', () => {
  let code = ''
  beforeAll(async () => {
    code = new TextDecoder().decode(await browserBundle())
  })

  test('is at most 300 KB, gzipped', () => {
    const size = gzipSync(code, { level: 9 }).length
    console.log(`browser bundle: ${Math.ceil(size / 1024)} KB gzipped, ${Math.ceil(code.length / 1024)} KB minified`)
    expect(size).toBeLessThan(LIMIT)
  })

  test('names nothing of Node and imports nothing', () => {
    // What is found is compared, not the code: a failure stays readable.
    const ofNode = /["'`]node:[a-z]|\brequire\s*\(|\bimport\(|\bprocess\.\w|\bBuffer\.\w|\b__(?:dirname|filename)\b/g
    expect(code.match(ofNode)).toBeNull()
  })

  test("gives what the compiler gives in Node, where there is nothing but a browser's globals", async () => {
    const { code: script } = await transform(code, { format: 'iife', globalName: 'kcl' })
    const page = createContext({ TextEncoder, TextDecoder, btoa, atob })
    const text: unknown = runInContext(
      `${script}; kcl.run(kcl.createMemoryHost(${JSON.stringify(FILES)}), { entries: ['main.k'] }).text`,
      page,
    )
    const expected = run(createMemoryHost(FILES), { entries: ['main.k'] })
    expect(expected.diagnostics).toEqual([])
    expect(text).toBe(expected.text)
    expect(text).toContain('greeting: Hello you')
    expect(text).toContain('note: from a text beside it')
    expect(text).toContain('  replicas: 2')
  })
})

describe('the host of texts', () => {
  const host = createMemoryHost({ 'main.k': 'a = 1\n', 'lib/one.k': '', '/lib/deep/two.k': 'é' })

  test('lists folders and tells them from files', () => {
    expect(host.listFolder?.('/')).toEqual([
      { name: 'lib', isFolder: true },
      { name: 'main.k', isFolder: false },
    ])
    expect(host.listFolder?.('/lib')).toEqual([
      { name: 'deep', isFolder: true },
      { name: 'one.k', isFolder: false },
    ])
    expect(host.listFolder?.('/main.k')).toBeUndefined()
  })

  test('reads texts and bytes, and has nothing else', () => {
    expect(host.readFile?.('/lib/deep/two.k')).toBe('é')
    expect(host.readBytes?.('/lib/deep/two.k')).toEqual(Uint8Array.of(0xc3, 0xa9))
    expect(host.readFile?.('/lib')).toBeUndefined()
    expect(Object.keys(host).toSorted()).toEqual(['listFolder', 'readBytes', 'readFile', 'workingFolder'])
  })
})

/**
 * Whole programs, held against the reference compiler: files of `language/` have programs and, below `---`, what the
 * reference says of each: what it prints (`> `), and its output or its errors. `#file` starts another file of a
 * program, `#args` has its flags.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { renderTerminal } from '@kusion/diagnostics'
import { afterAll, describe, expect, test } from 'vitest'
import { run, type RunOptions } from '../src/index.ts'
import { createNodeHost } from '../src/node/index.ts'

const folder = join(import.meta.dirname, 'language')
const root = mkdtempSync(join(tmpdir(), 'kcl-language-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Program {
  readonly name: string
  readonly arguments: readonly string[]
  readonly files: ReadonlyMap<string, string>
  readonly expected: string
}

function programsIn(text: string): readonly Program[] {
  return text
    .split(/^(?==== )/m)
    .filter(Boolean)
    .map((section) => {
      const [head = '', expected = ''] = section.split(/^---\n/m)
      const [, name = '', source = ''] = /^=== (.*)\n([^]*)$/.exec(head) ?? []
      const [, words = '', body = source] = /^#args (.*)\n([^]*)$/.exec(source) ?? []
      const [main = '', ...others] = body.split(/^#file /m)
      const files = new Map([['main.k', main]])
      for (const other of others) {
        const end = other.indexOf('\n')
        files.set(other.slice(0, end), other.slice(end + 1))
      }
      return { name, arguments: words.split(' ').filter(Boolean), files, expected }
    })
}

const LISTS: Readonly<Record<string, 'arguments' | 'selectors' | 'overrides' | 'settings' | 'externalPackages'>> = {
  '-D': 'arguments',
  '-S': 'selectors',
  '-O': 'overrides',
  '-Y': 'settings',
  '-E': 'externalPackages',
}
const FLAGS: Readonly<Record<string, Partial<RunOptions>>> = {
  '-H': { showHidden: true },
  '-k': { sortKeys: true },
  '-n': { disableNone: true },
  '-r': { strictRangeCheck: true },
  '-d': { debug: true },
}

function optionsOf(words: readonly string[]): RunOptions {
  const entries = ['main.k']
  const lists: Record<string, string[]> = {}
  let flags: Partial<RunOptions> = {}
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const list = LISTS[word]
    if (list) (lists[list] ??= []).push(words[++at] ?? '')
    else if (FLAGS[word]) flags = { ...flags, ...FLAGS[word] }
    else entries.push(word)
  }
  return { entries, ...lists, ...flags }
}

let count = 0
function outcome({ files, arguments: words }: Program): string {
  const top = join(root, String(count++))
  for (const [path, text] of files) {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
  let printed = ''
  const host = createNodeHost({ workingFolder: top, print: (text) => (printed += text) })
  const { ok, text, diagnostics, failure } = run(host, optionsOf(words))
  const errors = renderTerminal(diagnostics, (path) => readFileSync(path, 'utf8'), { color: false })
  const lines = printed.split('\n').slice(0, -1)
  const said = ok ? text : (failure ?? errors.replaceAll(`${top}/`, '/').replaceAll(/[ \t]+$/gm, ''))
  return `${lines.map((line) => `> ${line}\n`).join('')}${said.trimEnd()}\n`
}

describe.each(readdirSync(folder))('%s', (name) => {
  test.each(programsIn(readFileSync(join(folder, name), 'utf8')))('$name', (program) => {
    expect(outcome(program)).toBe(program.expected)
  })
})

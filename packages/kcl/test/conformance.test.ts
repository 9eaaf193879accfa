import { mkdirSync, mkdtempSync, readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { renderTerminal } from '@kusion/diagnostics'
import { afterAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { createNodeHost } from '../src/node/index.ts'
import { run } from '../src/index.ts'

interface Case {
  readonly id: string
  readonly args: string
  readonly cwd?: string
  readonly files: Readonly<Record<string, string>>
  readonly stdout?: string
  readonly stderr?: string
}

const folder = process.env['KCL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../../shared/conformance')
const file = join(folder, 'kcl-grammar.jsonl')
const passingFile = join(import.meta.dirname, 'conformance-passing.json')
const isThere = existsSync(file)
const root = mkdtempSync(join(tmpdir(), 'kcl-conformance-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const FLAGS: Readonly<Record<string, string>> = {
  '-n': 'disableNone',
  '-d': 'debug',
  '-r': 'strictRangeCheck',
  '--sort_keys': 'sortKeys',
  '--show_hidden': 'showHidden',
}

function optionsOf(args: string) {
  const entries = ['main.k']
  const [settings, given, selectors]: [string[], string[], string[]] = [[], [], []]
  const flags: Record<string, boolean> = {}
  const words = args.split(' ').filter(Boolean)
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '-Y') settings.push(words[++at] ?? '')
    else if (word === '-D') given.push(words[++at] ?? '')
    else if (word === '-S') selectors.push(words[++at] ?? '')
    else if (FLAGS[word]) flags[FLAGS[word]] = true
    else entries.push(word)
  }
  return { entries, settings, arguments: given, selectors, ...flags }
}

const plain = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim())
    .join('\n')

/** Numbers by value, mappings without order. */
function canonical(text: string): string {
  const documents = parseAllDocuments(text, {
    version: '1.2',
    intAsBigInt: true,
    uniqueKeys: false,
  }) as unknown as readonly { toJS(): unknown }[]
  const values = documents
    .map((document) => document.toJS())
    .filter(
      (value) =>
        value !== null && value !== undefined && !(typeof value === 'object' && Object.keys(value).length === 0),
    )
  return JSON.stringify(values, (_key, value: unknown) => {
    if (typeof value === 'bigint') return BigInt(Number(value)) === value ? Number(value) : `#${value}`
    if (typeof value === 'boolean') return Number(value)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    return value
  })
}

function passes(item: Case, index: number): boolean {
  const top = join(root, String(index))
  const cwd = join(top, item.cwd ?? '')
  for (const [name, text] of Object.entries(item.files)) {
    mkdirSync(dirname(join(top, name)), { recursive: true })
    writeFileSync(join(top, name), text)
  }
  const before = process.cwd()
  process.chdir(cwd)
  try {
    const result = run(createNodeHost({ workingFolder: cwd, print: () => {} }), optionsOf(item.args))
    if (item.stdout !== undefined) return result.ok && canonical(result.text) === canonical(item.stdout)
    const text =
      result.failure === undefined
        ? renderTerminal(result.diagnostics, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined))
        : `EvaluationError\n${result.failure}`
    return (
      !result.ok && (item.stderr === undefined || plain(text).includes(plain(item.stderr.replaceAll('${CWD}', cwd))))
    )
  } catch {
    return false
  } finally {
    process.chdir(before)
  }
}

test.skipIf(!isThere)(
  'the conformance cases that passed once pass still (skipped where the vectors are absent)',
  () => {
    const cases = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case)
    const passing = new Set(cases.filter(passes).map((item) => item.id))
    const held = JSON.parse(existsSync(passingFile) ? readFileSync(passingFile, 'utf8') : '[]') as readonly string[]
    if (process.env['UPDATE'] !== undefined)
      writeFileSync(passingFile, `${JSON.stringify([...new Set([...held, ...passing])].toSorted(), null, 1)}\n`)
    console.log(`conformance: ${passing.size} of ${cases.length} pass`)
    expect(held.filter((id) => !passing.has(id))).toEqual([])
    expect(passing.size).toBeGreaterThanOrEqual(600)
  },
)

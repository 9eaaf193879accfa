import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatSource, parse } from '../../src/index.ts'
import { lex } from '../../src/syntax/lexer.ts'

const conformance = process.env['KCL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../../../shared/conformance')
const isThere = existsSync(join(conformance, 'kcl-format.jsonl'))

function lines<T>(path: string): readonly T[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

const vectors = <T>(name: string): readonly T[] => (isThere ? lines<T>(join(conformance, name)) : [])
const table = <T>(name: string): readonly T[] => lines<T>(join(import.meta.dirname, name))

function formatted(source: string): string {
  const result = formatSource(source, 'main.k')
  if (!result.ok) throw new Error(result.diagnostics[0]?.message)
  return result.text
}

const comments = (source: string): readonly string[] =>
  lex(source)
    .tokens.filter((token) => token.kind === 'comment')
    .map((token) => source.slice(token.start, token.end).trimEnd())
    .toSorted()

/** What the layout may change of a tree: where things stand, and what the formatter writes out or leaves out. */
function meaning(source: string): string {
  return JSON.stringify(parse(source, 'main.k').tree.body, (key, value: unknown) => {
    if (['start', 'end', 'isElif', 'keyword', 'isRaw', 'isLong'].includes(key)) return undefined
    if (typeof value === 'bigint') return String(value)
    if (key === 'result') return isAny(value) ? undefined : value
    return key === 'call' && isEmptyCall(value) ? undefined : value
  })
}

function isAny(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === 'any'
}

function isEmptyCall(value: unknown): boolean {
  const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0
  if (typeof value !== 'object' || value === null) return false
  return 'positional' in value && isEmpty(value.positional) && 'keyword' in value && isEmpty(value.keyword)
}

/** Every source that the examples, the modules and the conformance cases have. */
function* sources(): Generator<string> {
  const walk = function* (path: string): Generator<string> {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) yield* walk(join(path, entry.name))
      else if (entry.name.endsWith('.k')) yield readFileSync(join(path, entry.name), 'utf8')
    }
  }
  yield* walk(join(import.meta.dirname, '../../../../examples'))
  yield* walk(join(import.meta.dirname, '../../../modules/kcl'))
  for (const { files } of vectors<{ files: Readonly<Record<string, string>> }>('kcl-grammar.jsonl')) {
    for (const [name, text] of Object.entries(files)) if (name.endsWith('.k')) yield text
  }
}

describe.skipIf(!isThere)('the vectors of the formatter (skipped where they are absent)', () => {
  test.each(vectors<{ id: string; input: string; golden: string }>('kcl-format.jsonl'))('$id', ({ input, golden }) => {
    expect(formatted(input)).toBe(golden)
  })
})

test('the layout is that of the reference', () => {
  const rows = table<{ source: string; formatted: string }>('reference.jsonl')
  const different = rows.filter((row) => formatted(row.source) !== row.formatted)
  expect(different).toEqual([])
  expect(rows.length).toBeGreaterThan(900)
})

describe('the layout is better than that of the reference', () => {
  const rows = table<{ why: string; source: string; formatted: string }>('on-purpose.jsonl')
  test.each(rows)('$why', (row) => {
    expect(formatted(row.source)).toBe(row.formatted)
    expect(formatted(row.formatted)).toBe(row.formatted)
    expect(comments(row.formatted)).toEqual(comments(row.source))
  })
})

test('formatting twice is formatting once, no comment is lost, and the meaning stays', () => {
  let count = 0
  for (const source of sources()) {
    const first = formatSource(source, 'main.k')
    if (!first.ok) continue
    count++
    expect(formatted(first.text)).toBe(first.text)
    expect(comments(first.text)).toEqual(comments(source))
    expect(meaning(first.text)).toBe(meaning(source))
  }
  expect(count).toBeGreaterThan(50)
})

/** A comment behind every third line and one above every third, where no string goes on. */
function commented(source: string, first: number): string {
  const inside = new Set<number>()
  const { lines: map } = parse(source, 'main.k')
  for (const { kind, start, end } of lex(source).tokens) {
    if (kind === 'string') for (let line = map.lineOf(start); line < map.lineOf(end); line++) inside.add(line)
  }
  return source
    .split('\n')
    .map((line, index) => {
      const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
      if (inside.has(index) || line.endsWith('\\')) return line
      if (index % 3 === first) return `${indent}# above ${index}\n${line}`
      const isFree = index % 3 === (first + 1) % 3 && !inside.has(index + 1) && !/#|^\s*$/.test(line)
      return isFree ? `${line} # behind ${index}` : line
    })
    .join('\n')
}

test('comments may stand anywhere', () => {
  let index = 0
  for (const source of sources()) {
    index++
    const text = commented(source, index % 3)
    const first = formatSource(text, 'main.k')
    if (!first.ok) continue
    expect(formatted(first.text)).toBe(first.text)
    expect(comments(first.text)).toEqual(comments(text))
    expect(meaning(first.text)).toBe(meaning(text))
  }
})

test('a source with a syntax error is left alone', () => {
  expect(formatSource('a = (1\n', 'main.k')).toMatchObject({ ok: false })
})

test('comments stay where they were said', () => {
  const source = `# first
a = {
  x = 1 # behind
  # before y
  y = 2
  # last
}
b = [
  1 # one
  # two
  2
]
schema S: # of S
  # of c
  c: int # c

  # of d
  d: str
  # end of S
f = lambda {
  # in f
  e = 1 # e
  e
  # end of f
}
if a:
  g = 1
  # end of then
else:
  h = 1
  # end of else
# end
`
  expect(formatted(source)).toBe(`# first
a = {
    x = 1 # behind
    # before y
    y = 2
    # last
}
b = [
    1 # one
    # two
    2
]
schema S:
    # of S
    # of c
    c: int # c

    # of d
    d: str
    # end of S

f = lambda {
    # in f
    e = 1 # e
    e
    # end of f
}
if a:
    g = 1
    # end of then
else:
    h = 1
    # end of else
# end
`)
})

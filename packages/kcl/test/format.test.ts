import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatSource, run } from '../src/index.ts'
import { lex } from '../src/syntax/lexer.ts'

const folder = process.env['KCL_CONFORMANCE'] ?? resolve(import.meta.dirname, '../../../../shared/conformance')
const isThere = existsSync(join(folder, 'kcl-format.jsonl'))
const read = <T>(name: string): readonly T[] =>
  isThere
    ? readFileSync(join(folder, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as T)
    : []

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

const output = (source: string): string | undefined => {
  const result = run({ workingFolder: () => '/' }, { entries: ['main.k'], sources: new Map([['main.k', source]]) })
  return result.ok ? result.text : undefined
}

/** Every source that the examples, the modules and the conformance cases have. */
function* sources(): Generator<string> {
  const walk = function* (path: string): Generator<string> {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) yield* walk(join(path, entry.name))
      else if (entry.name.endsWith('.k')) yield readFileSync(join(path, entry.name), 'utf8')
    }
  }
  yield* walk(join(import.meta.dirname, '../../../examples'))
  yield* walk(join(import.meta.dirname, '../../modules/kcl'))
  for (const { files } of read<{ files: Readonly<Record<string, string>> }>('kcl-grammar.jsonl')) {
    for (const [name, text] of Object.entries(files)) if (name.endsWith('.k')) yield text
  }
}

describe.skipIf(!isThere)('the vectors of the formatter (skipped where they are absent)', () => {
  test.each(read<{ id: string; input: string; golden: string }>('kcl-format.jsonl'))('$id', ({ input, golden }) => {
    expect(formatted(input)).toBe(golden)
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
    expect(output(first.text)).toBe(output(source))
  }
  expect(count).toBeGreaterThan(50)
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

import { describe, expect, test } from 'vitest'
import { renderArcanist, renderSarif, renderShort, renderTerminal, type Diagnostic, type Label } from '../src/index.ts'

const FILE = '/a b/#1.k'

/** `[line, column, endLine, endColumn]` */
type Place = readonly [number, number, number, number]

function diagnostic([line, column, endLine, endColumn]: Place, more: Partial<Label & Diagnostic> = {}): Diagnostic {
  const message = more.message ?? 'wrong'
  const label: Label = {
    at: { file: FILE, line, column, endLine, endColumn },
    message,
    ...(more.lineOnly !== undefined && { lineOnly: more.lineOnly }),
    ...(more.fixes !== undefined && { fixes: more.fixes }),
  }
  return {
    code: more.code ?? 'E1',
    title: more.title ?? 'Error',
    severity: more.severity ?? 'error',
    message,
    labels: more.labels ?? [label],
    notes: more.notes ?? [],
    suggestions: more.suggestions ?? [],
  }
}

/** The excerpt alone, without the header, the place and the first and last empty lines. */
function excerpt(source: string, place: Place, spans: boolean, more: Partial<Label> = {}, width = 60): string {
  const text = renderTerminal([diagnostic(place, more)], () => source, { spans, width })
  return text.split('\n').slice(3, -2).join('\n')
}

/** Source, place, what the reference's format shows, and what is shown for people. */
const PLACES: readonly (readonly [string, string, Place, string, string])[] = [
  ['a word', 'abc def', [1, 5, 1, 8], '1 | abc def\n  |     ^ wrong', '1 | abc def\n  |     ^^^ wrong'],
  ['tabs', '\ta\tbc', [1, 4, 1, 6], '1 | \ta\tbc\n  |  ^ wrong', '1 |     a   bc\n  |         ^^ wrong'],
  ['wide characters', '日本 = x', [1, 6, 1, 7], '1 | 日本 = x\n  |        ^ wrong', '1 | 日本 = x\n  |        ^ wrong'],
  [
    'wide characters marked',
    'a = "日本"',
    [1, 5, 1, 9],
    '1 | a = "日本"\n  |     ^ wrong',
    '1 | a = "日本"\n  |     ^^^^^^ wrong',
  ],
  ['emoji', '"😀" + x', [1, 7, 1, 8], '1 | "😀" + x\n  |        ^ wrong', '1 | "😀" + x\n  |        ^ wrong'],
  [
    'combining marks',
    'a\u0301 = x',
    [1, 6, 1, 7],
    '1 | a\u0301 = x\n  |     ^ wrong',
    '1 | a\u0301 = x\n  |     ^ wrong',
  ],
  ['a zero-width space', '"\u200b"x', [1, 4, 1, 5], '1 | "\u200b"x\n  |   ^ wrong', '1 | "\u200b"x\n  |   ^ wrong'],
  ['carriage returns', 'a\r\nb\r\n', [2, 1, 2, 2], '2 | b\n  | ^ wrong', '2 | b\n  | ^ wrong'],
  ['a byte order mark', '\ufeffab', [1, 2, 1, 3], '1 | ab\n  |  ^ wrong', '1 | ab\n  |  ^ wrong'],
  ['the end of a line', 'ab\n', [1, 3, 1, 3], '1 | ab\n  |   ^ wrong', '1 | ab\n  |   ^ wrong'],
  ['the end of the file', 'ab\n', [2, 1, 2, 1], '2 | \n  | ^ wrong', '2 | \n  | ^ wrong'],
  ['behind the end of the file', 'ab', [1, 9, 1, 9], '1 | ab\n  |   ^ wrong', '1 | ab\n  |   ^ wrong'],
  ['an empty file', '', [1, 1, 1, 1], '1 | \n  | ^ wrong', '1 | \n  | ^ wrong'],
  [
    'what steers terminals',
    'a\u001b[2Jb',
    [1, 6, 1, 7],
    '1 | a\u001b[2Jb\n  |     ^ wrong',
    '1 | a␛[2Jb\n  |      ^ wrong',
  ],
  [
    'two lines',
    'x = {\n  a = 1\n}',
    [1, 5, 2, 8],
    '1 | x = {\n  |     ^ wrong',
    '1 | x = {\n  |     ^\n2 |   a = 1\n  |   ^^^^^ wrong',
  ],
  [
    'many lines',
    'x = {\n  a = 1\n  b = 1\n  c = 1\n  d = 1\n}',
    [1, 5, 6, 2],
    '1 | x = {\n  |     ^ wrong',
    '1 | x = {\n  |     ^\n2 |   a = 1\n  |   ^^^^^\n3 |   b = 1\n  |   ^^^^^\n  | …\n6 | }\n  | ^ wrong',
  ],
  ['up to the beginning of a line', 'a\nb\n', [1, 1, 2, 1], '1 | a\n  | ^ wrong', '1 | a\n  | ^ wrong'],
  [
    'a long line, its beginning',
    `ab ${'x'.repeat(100)}`,
    [1, 1, 1, 3],
    `1 | ab ${'x'.repeat(100)}\n  | ^ wrong`,
    `1 | ab ${'x'.repeat(52)}…\n  | ^^ wrong`,
  ],
  [
    'a long line, its middle',
    `${'x'.repeat(100)} ab ${'y'.repeat(100)}`,
    [1, 102, 1, 104],
    `1 | ${'x'.repeat(100)} ab ${'y'.repeat(100)}\n  | ${' '.repeat(101)}^ wrong`,
    `1 | …${'x'.repeat(17)} ab ${'y'.repeat(33)}…\n  | ${' '.repeat(19)}^^ wrong`,
  ],
  [
    'a long line, all of it',
    'x'.repeat(100),
    [1, 1, 1, 101],
    `1 | ${'x'.repeat(100)}\n  | ^ wrong`,
    `1 | ${'x'.repeat(55)}…\n  | ${'^'.repeat(55)} wrong`,
  ],
]

describe('a place on a terminal', () => {
  test.each(PLACES)('%s', (_name, source, place, reference, pretty) => {
    if (!_name.startsWith('behind')) expect(excerpt(source, place, false)).toBe(reference)
    expect(excerpt(source, place, true)).toBe(pretty)
  })

  test('a line alone', () => {
    expect(excerpt('ab', [1, 1, 1, 1], false, { lineOnly: true })).toBe('1 | ab\n  |  wrong')
    expect(excerpt('ab', [1, 1, 1, 1], true, { lineOnly: true })).toBe('1 | ab\n  |  wrong')
    expect(excerpt('  ab', [1, 3, 1, 5], true, { lineOnly: true })).toBe('1 |   ab\n  |   ^^ wrong')
  })

  test('messages of several lines', () => {
    expect(excerpt('ab', [1, 2, 1, 3], false, { message: 'one\ntwo' })).toBe('1 | ab\n  |  ^ one\ntwo')
    expect(excerpt('ab', [1, 2, 1, 3], true, { message: 'one\ntwo' })).toBe('1 | ab\n  |  ^ one\n  |    two')
  })

  test('the gutter is as wide as the last number', () => {
    const source = Array.from({ length: 12 }, (_, line) => `l${line + 1}`).join('\n')
    expect(excerpt(source, [9, 1, 10, 4], true)).toBe(' 9 | l9\n   | ^^\n10 | l10\n   | ^^^ wrong')
  })

  test('notes, suggestions, further places, and a file that is gone', () => {
    const other = { at: { file: '/gone.k', line: 3, column: 1, endLine: 3, endColumn: 2 }, message: 'declared here' }
    const [label] = diagnostic([1, 1, 1, 2]).labels
    const found = diagnostic([1, 1, 1, 2], {
      labels: [{ ...(label as Label), notes: ['of the place'] }, other],
      notes: ['of all'],
      suggestions: ['do that'],
    })
    const sourceOf = (file: string) => (file === FILE ? 'ab' : undefined)
    for (const spans of [false, true]) {
      expect(renderTerminal([found], sourceOf, { spans })).toBe(
        `error[E1]: Error\n --> ${FILE}:1:1\n  |\n1 | ab\n  | ^ wrong\n  |\nnote: of the place\n --> /gone.k:3:1\n  = declared here\nnote: of all\nsuggestion: do that\n`,
      )
    }
  })

  test('colors', () => {
    const text = renderTerminal([diagnostic([1, 1, 1, 3], { severity: 'warning' })], () => 'ab', {
      spans: true,
      color: true,
    })
    expect(text).toContain('\u001B[1;33m^^\u001B[0m \u001B[1;33mwrong\u001B[0m')
  })
})

test('one line each', () => {
  const findings = [
    diagnostic([1, 2, 1, 3], { message: 'one\n  two' }),
    diagnostic([1, 1, 1, 1], { code: '', labels: [] }),
  ]
  expect(renderShort(findings)).toBe(`${FILE}:1:2: error[E1]: Error: one two\nerror: Error: wrong\n`)
})

test('a line of JSON each', () => {
  const fixes = [
    { description: 'write x', at: { file: FILE, line: 1, column: 2, endLine: 1, endColumn: 3 }, text: 'x' },
  ]
  const findings = [diagnostic([1, 2, 1, 3], { fixes, notes: ['a note'], severity: 'warning' })]
  expect(
    renderArcanist(findings)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      path: FILE,
      line: 1,
      char: 2,
      code: 'E1',
      severity: 'warning',
      name: 'Error',
      original: null,
      replacement: 'x',
      description: 'wrong\na note',
    },
  ])
})

test('SARIF', () => {
  const at = { file: FILE, line: 1, column: 2, endLine: 1, endColumn: 3 }
  const other = { at: { ...at, line: 3, endLine: 3 }, message: 'declared here' }
  const [label] = diagnostic([1, 2, 1, 3], { fixes: [{ description: 'write x', at, text: 'x' }] }).labels
  const findings = [
    diagnostic([1, 2, 1, 3], { labels: [label as Label, other], code: 'E1', title: 'NotThere' }),
    diagnostic([2, 1, 2, 1], { lineOnly: true, severity: 'warning', code: '', title: 'Odd' }),
    diagnostic([1, 1, 1, 1], { labels: [], code: '', title: '', severity: 'note' }),
  ]
  const uri = 'file:///a%20b/%231.k'
  const region = { startLine: 1, startColumn: 2, endLine: 1, endColumn: 3 }
  expect(JSON.parse(renderSarif(findings, { version: '1.2.3' }))).toEqual({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kcl',
            version: '1.2.3',
            rules: [
              {
                id: 'E1.NotThere',
                name: 'NotThere',
                shortDescription: { text: 'Not there' },
                defaultConfiguration: { level: 'error' },
              },
              { id: 'Odd', name: 'Odd', shortDescription: { text: 'Odd' }, defaultConfiguration: { level: 'warning' } },
              {
                id: 'failure',
                name: 'failure',
                shortDescription: { text: 'failure' },
                defaultConfiguration: { level: 'note' },
              },
            ],
          },
        },
        columnKind: 'unicodeCodePoints',
        results: [
          {
            ruleId: 'E1.NotThere',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'wrong' },
            locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
            relatedLocations: [
              {
                id: 0,
                physicalLocation: { artifactLocation: { uri }, region: { ...region, startLine: 3, endLine: 3 } },
                message: { text: 'declared here' },
              },
            ],
            fixes: [
              {
                description: { text: 'write x' },
                artifactChanges: [
                  {
                    artifactLocation: { uri },
                    replacements: [{ deletedRegion: region, insertedContent: { text: 'x' } }],
                  },
                ],
              },
            ],
          },
          {
            ruleId: 'Odd',
            ruleIndex: 1,
            level: 'warning',
            message: { text: 'wrong' },
            locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 2 } } }],
          },
          { ruleId: 'failure', ruleIndex: 2, level: 'note', message: { text: 'wrong' }, locations: [] },
        ],
      },
    ],
  })
  expect((JSON.parse(renderSarif([])) as { runs: { results: unknown }[] }).runs[0]?.results).toEqual([])
})

/** The stations of the way from source to values, as texts to read. */
import { hasErrors, type Diagnostic } from '@kusion/diagnostics'
import { generatePrograms } from './codegen/index.ts'
import type { Host } from './host.ts'
import { toPlain } from './output/plain.ts'
import type { ImportTarget, Package, Program, SourceFile } from './program/program.ts'
import { failureOf, load, runWith, type RunOptions, type Stations } from './run.ts'
import { lex } from './syntax/lexer.ts'
import { LineMap } from './syntax/line-map.ts'

export const STATIONS = ['tokens', 'syntax', 'program', 'js', 'values'] as const
export type Station = (typeof STATIONS)[number]

export interface Shown {
  /** JSON, but for the JavaScript. Present also where the program is broken, as far as the station can be reached. */
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
  readonly failure: string | undefined
}

export function showWith(stations: Stations, host: Host, options: RunOptions, station: Station): Shown {
  try {
    if (station === 'values') return showValues(stations, host, options)
    const { program } = load(stations, host, options)
    const diagnostics = station === 'tokens' ? [] : program.diagnostics
    return { text: textOf(stations, program, station), diagnostics, failure: undefined }
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { text: '', diagnostics: [], failure }
  }
}

function textOf(stations: Stations, program: Program, station: Exclude<Station, 'values'>): string {
  const { files } = program.main
  switch (station) {
    case 'tokens':
      return json(Object.fromEntries(files.map((file) => [file.path, tokensOf(file)])))
    case 'syntax':
      return json(Object.fromEntries(files.map((file) => [file.path, file.tree])))
    case 'program': {
      const packages = [program.main, ...program.packages.values()].map((pkg) => [pkg.path, filesOf(pkg)] as const)
      return json({ root: program.root, packages: Object.fromEntries(packages) })
    }
    case 'js':
      if (hasErrors(program.diagnostics)) return ''
      return Array.from(generatePrograms(program, stations.library), ([name, code]) => `// ${name}\n${code}\n`).join('')
  }
}

function tokensOf({ text }: SourceFile): readonly object[] {
  const lines = new LineMap(text)
  return lex(text)
    .tokens.filter(({ kind }) => kind !== 'space')
    .map(({ kind, start, end }) => ({ kind, text: text.slice(start, end), ...lines.position(start) }))
}

function filesOf(pkg: Package): readonly object[] {
  return pkg.files.map((file) => ({
    path: file.path,
    imports: Array.from(file.imports.values(), targetOf),
    statements: file.tree.body.map((statement) => ({
      kind: statement.kind,
      line: new LineMap(file.text).lineOf(statement.start),
    })),
  }))
}

function targetOf(target: ImportTarget): object {
  return target
}

/** What the program describes before anything is written: with hidden names, None and the types of instances. */
function showValues(stations: Stations, host: Host, options: RunOptions): Shown {
  const { ok, values, diagnostics, failure } = runWith(stations, host, options)
  const shown = values.map((value) => toPlain(value, { showHidden: true, includeSchemaTypePath: true }))
  return { text: ok ? json(shown) : '', diagnostics, failure }
}

function json(value: unknown): string {
  const plain = (_key: string, item: unknown): unknown => (typeof item === 'bigint' ? Number(item) : item)
  return `${JSON.stringify(value, plain, 2)}\n`
}

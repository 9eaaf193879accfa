/** The whole way of `kcl run`: entry points and settings in, text out. */
import { hasErrors, type Diagnostic } from '@kusion/diagnostics'
import { evaluate, type GeneratedPackages, type Library } from './codegen/index.ts'
import type { Host } from './host.ts'
import { toJson, toJsonStream, toToml, toXml, toYaml, toYamlStream, type OutputOptions } from './output/index.ts'
import { findManifest, ManifestError } from './program/manifest.ts'
import { loadProgram } from './program/load.ts'
import { keepPackages } from './program/package-cache.ts'
import { joinPath } from './program/paths.ts'
import type { Program } from './program/program.ts'
import { selectPath } from './program/select.ts'
import { EntryError, type SourceStore } from './program/source-store.ts'
import { loadSettings, SettingsError } from './program/settings.ts'
import { boundOf, EvaluationError } from './runtime/errors.ts'
import type { DocumentStream } from './runtime/context.ts'
import { SchemaInstance, type Value } from './runtime/values.ts'

export interface RunOptions {
  /** Files and folders, relative to the working folder. */
  readonly entries?: readonly string[]
  /** The text of entries that are no files. */
  readonly sources?: ReadonlyMap<string, string>
  readonly settings?: readonly string[]
  /** `-D`: `key=value` */
  readonly arguments?: readonly string[]
  readonly selectors?: readonly string[]
  /** `-O`: `path=value`, `path:value`, `path+=value`, `path-` */
  readonly overrides?: readonly string[]
  /** `-E`: `name=path` */
  readonly externalPackages?: readonly string[]
  readonly format?: 'yaml' | 'json' | 'toml' | 'xml'
  readonly disableNone?: boolean
  readonly sortKeys?: boolean
  readonly showHidden?: boolean
  readonly includeSchemaTypePath?: boolean
  readonly debug?: boolean
  /** `-r`: ints are held to 32 bits, floats to f32. */
  readonly strictRangeCheck?: boolean
}

export interface RunResult {
  readonly ok: boolean
  /** The documents that the program describes. */
  readonly values: readonly Value[]
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
  /** What is wrong before any program was read: settings, entries, arguments. */
  readonly failure: string | undefined
  readonly program: Program | undefined
  /** Where the settings want the output. */
  readonly output: string | undefined
  /** The texts of files that overrides changed: diagnostics are about these. */
  readonly changed: ReadonlyMap<string, string>
}

/** What a program describes as plain data, which other threads can be handed. */
export interface ProgramDocuments {
  readonly ok: boolean
  readonly documents: readonly unknown[]
  readonly diagnostics: readonly Diagnostic[]
  readonly failure: string | undefined
}

/** What the stations of the way need from the library and the checker. */
export interface Stations {
  readonly library: Library
  readonly sources: SourceStore
  readonly generated: GeneratedPackages
  check(program: Program): readonly Diagnostic[]
}

export function runWith(stations: Stations, host: Host, options: RunOptions): RunResult {
  try {
    return runProgram(stations, host, options)
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return {
      ok: false,
      values: [],
      text: '',
      diagnostics: [],
      failure,
      program: undefined,
      output: undefined,
      changed: new Map(),
    }
  }
}

/** Undefined for bugs of ours. */
export function failureOf(error: unknown): string | undefined {
  if (error instanceof SettingsError || error instanceof EntryError || error instanceof ManifestError)
    return error.message
  if (error instanceof EvaluationError) return error.message
  return error instanceof RangeError ? boundOf(error) : undefined
}

/** The program and what comes with it, before anything is checked. */
export function load(stations: Stations, host: Host, options: RunOptions) {
  const folder = host.workingFolder?.() ?? '/'
  const given = options.settings ?? []
  const own = joinPath(folder, 'kcl.yaml')
  const useOwn = given.length === 0 && (options.entries ?? []).length === 0 && host.readFile?.(own) !== undefined
  const paths = useOwn ? [own] : given.map((path) => joinPath(folder, path))
  const settings = loadSettings(host, paths, useOwn ? ['kcl.yaml'] : given)
  const entries = (options.entries ?? []).map((entry) => {
    if (entry === '') throw new EntryError('Cannot find the kcl file, please check the file path: it is empty')
    return options.sources?.has(entry) ? entry : joinPath(folder, entry)
  })
  const files = entries.length > 0 ? entries : settings.files
  const external = new Map(settings.packages)
  for (const pair of options.externalPackages ?? []) {
    const at = pair.indexOf('=')
    if (at <= 0 || at === pair.length - 1) throw invalidArgument(`-E '${pair}': write -E name=path`)
    external.set(pair.slice(0, at), joinPath(folder, pair.slice(at + 1)))
  }
  const overrides = options.overrides?.length ? options.overrides : settings.overrides
  const main = files.length > 0 ? files : paths.length > 0 ? [folder] : profileEntries(host, folder)
  const loaded = loadProgram(host, {
    entries: main,
    overrides,
    ...(options.sources && { sources: options.sources }),
    externalPackages: external,
    isSystemModule: (name) => stations.library.modules.has(name),
    store: stations.sources,
  })
  return { ...loaded, settings, folder }
}

function runProgram(stations: Stations, host: Host, options: RunOptions): RunResult {
  const argumentsGiven = parseArguments(options.arguments ?? [])
  const { program, manifest, settings, changed } = load(stations, host, options)
  const profile = manifest?.profile
  const given = new Map<string, string>(settings.options)
  for (const argument of parseArguments(profile?.arguments ?? [])) given.set(...argument)
  for (const argument of argumentsGiven) given.set(...argument)
  const broken = (diagnostics: readonly Diagnostic[]): RunResult => ({
    ok: false,
    values: [],
    text: '',
    diagnostics,
    failure: undefined,
    program,
    output: settings.output,
    changed,
  })
  const found = [...program.diagnostics, ...stations.check(program)]
  if (hasErrors(found)) return broken(found)
  const evaluated = evaluate(program, host, {
    arguments: given,
    library: stations.library,
    generated: stations.generated,
    debug: options.debug ?? settings.debug ?? false,
    strictRangeCheck: options.strictRangeCheck ?? settings.strictRangeCheck ?? false,
  })
  if (found.length === 0) keepPackages(host, program, (pkg) => stations.generated.take(pkg))
  if (hasErrors(evaluated.diagnostics)) return broken([...found, ...evaluated.diagnostics])
  const shown: OutputOptions = {
    disableNone: options.disableNone ?? settings.disableNone ?? profile?.disableNone ?? false,
    sortKeys: options.sortKeys ?? settings.sortKeys ?? profile?.sortKeys ?? false,
    showHidden: options.showHidden ?? settings.showHidden ?? false,
    includeSchemaTypePath: options.includeSchemaTypePath ?? settings.includeSchemaTypePath ?? false,
  }
  const selectors = options.selectors?.length
    ? options.selectors
    : settings.selectors.length > 0
      ? settings.selectors
      : (profile?.selectors ?? [])
  const picked = selectors.map((path) => ({
    path,
    value: selectPath(evaluated.value, path, shown.showHidden ?? false),
  }))
  const missing = picked.find(({ value }) => value === undefined)
  if (missing) {
    const refused = evaluated.refuse(`invalid path select operand ${missing.path}, value not found`)
    return broken(refused ? [...found, refused] : found)
  }
  const value =
    picked.length === 0 ? evaluated.value : picked.length === 1 ? picked[0]?.value : picked.map((item) => item.value)
  const stream = picked.length === 0 ? evaluated.stream : undefined
  const documents = stream?.documents ?? (Array.isArray(value) ? (value as readonly Value[]) : [value])
  return {
    ok: true,
    values: documents,
    text: render(withoutOwnType(value), stream, options.format ?? 'yaml', shown),
    diagnostics: found,
    failure: undefined,
    program,
    output: settings.output,
    changed,
  }
}

/** What makes a document on its own is not told by its schema: only what is in it is. */
function withoutOwnType(value: Value): Value {
  if (value instanceof SchemaInstance) return value.attributes
  return Array.isArray(value) ? (value as readonly Value[]).map(withoutOwnType) : value
}

function render(
  value: Value,
  stream: DocumentStream | undefined,
  format: 'yaml' | 'json' | 'toml' | 'xml',
  options: OutputOptions,
): string {
  switch (format) {
    case 'json':
      return stream ? toJsonStream(stream.documents, stream.options) : toJson(value, options)
    case 'toml':
      return toToml(value, options)
    case 'xml':
      return toXml(value, options)
    case 'yaml': {
      return stream ? toYamlStream(stream.documents, stream.separator, stream.options) : toYaml(value, options)
    }
  }
}

function parseArguments(pairs: readonly string[]): readonly (readonly [string, string])[] {
  return pairs.map((pair) => {
    const [key = '', value = '', ...rest] = pair.split('=')
    if (key === '' || value === '' || rest.length > 0)
      throw invalidArgument(`-D '${pair}': write -D key=value, with one '=' and nothing empty`)
    return [key, value]
  })
}

function invalidArgument(why: string): SettingsError {
  return new SettingsError(`Invalid value for top level arguments\n${why}`)
}

/** What is compiled where nothing is named: what the manifest's profile names, else the folder. */
function profileEntries(host: Host, folder: string): readonly string[] {
  const manifest = findManifest(host, folder)
  const entries = manifest?.profile.entries ?? []
  return manifest && entries.length > 0 ? entries.map((entry) => joinPath(manifest.folder, entry)) : [folder]
}

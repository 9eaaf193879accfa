/** Settings files (kcl.yaml): what to compile and with which options. Several are laid over each other. */
import type { Host } from '../host.ts'
import { readYaml } from '../library/yaml/compose.ts'
import { jsonDocument } from '../output/index.ts'
import { EvaluationError } from '../runtime/errors.ts'
import { isInt } from '../runtime/numbers.ts'
import { isList } from '../runtime/operations.ts'
import { Dict, Float, type Value } from '../runtime/values.ts'
import { findManifest } from './manifest.ts'
import { joinPath, parentPath } from './paths.ts'

export interface Settings {
  /** Absolute paths. */
  readonly files: readonly string[]
  readonly output: string | undefined
  readonly overrides: readonly string[]
  readonly selectors: readonly string[]
  readonly disableNone: boolean | undefined
  readonly sortKeys: boolean | undefined
  readonly showHidden: boolean | undefined
  readonly includeSchemaTypePath: boolean | undefined
  readonly strictRangeCheck: boolean | undefined
  readonly debug: boolean | undefined
  readonly packages: ReadonlyMap<string, string>
  /** Options in order; values are JSON texts. */
  readonly options: readonly (readonly [string, string])[]
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

export const NO_SETTINGS: Settings = {
  files: [],
  output: undefined,
  overrides: [],
  selectors: [],
  disableNone: undefined,
  sortKeys: undefined,
  showHidden: undefined,
  includeSchemaTypePath: undefined,
  strictRangeCheck: undefined,
  debug: undefined,
  packages: new Map(),
  options: [],
}

/** Later files replace fields of earlier ones; options add up. */
export function loadSettings(host: Host, paths: readonly string[], shown: readonly string[]): Settings {
  return paths.reduce(
    (settings, path, index) => merge(settings, readSettings(host, path, shown[index] ?? path)),
    NO_SETTINGS,
  )
}

function merge(first: Settings, second: Settings): Settings {
  return {
    files: second.files.length > 0 ? second.files : first.files,
    output: second.output ?? first.output,
    overrides: second.overrides.length > 0 ? second.overrides : first.overrides,
    selectors: second.selectors.length > 0 ? second.selectors : first.selectors,
    disableNone: second.disableNone ?? first.disableNone,
    sortKeys: second.sortKeys ?? first.sortKeys,
    showHidden: second.showHidden ?? first.showHidden,
    includeSchemaTypePath: second.includeSchemaTypePath ?? first.includeSchemaTypePath,
    strictRangeCheck: second.strictRangeCheck ?? first.strictRangeCheck,
    debug: second.debug ?? first.debug,
    packages: second.packages.size > 0 ? second.packages : first.packages,
    options: [...first.options, ...second.options],
  }
}

/** What a field has to be, in words, and what it is then. */
interface Shape<T> {
  readonly words: string
  read(value: Value): T | undefined
}

const FLAG: Shape<boolean> = {
  words: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
}
const NUMBER: Shape<number> = {
  words: 'a number',
  read: (value) => (isInt(value) ? Number(value) : value instanceof Float ? value.value : undefined),
}
const TEXT: Shape<string> = { words: 'a text', read: scalarText }
const TEXTS: Shape<readonly string[]> = {
  words: 'a list of texts',
  read: (value) => {
    if (!isList(value)) return undefined
    const texts = value.map(scalarText)
    return texts.every((text) => text !== undefined) ? texts : undefined
  },
}
const PATHS: Shape<ReadonlyMap<string, string>> = {
  words: 'paths by name',
  read: (value) => {
    if (!(value instanceof Dict)) return undefined
    const paths = Array.from(value.entries, ([name, path]) => [name, scalarText(path)] as const)
    return paths.every((pair): pair is readonly [string, string] => pair[1] !== undefined) ? new Map(paths) : undefined
  },
}

function readSettings(host: Host, path: string, shown: string): Settings {
  const text = host.readFile?.(path)
  if (text === undefined) throw new SettingsError(`Failed to load '${shown}', no such file or directory`)
  const invalid = (why: string): never => {
    throw new SettingsError(`Failed to load '${shown}', invalid setting file format\n${why}`)
  }
  const content = contentOf(text, invalid)
  if (content === null) return NO_SETTINGS
  if (!(content instanceof Dict)) return invalid('it holds no kcl_cli_configs and no kcl_options')
  const configs = content.entries.get('kcl_cli_configs') ?? new Dict()
  if (!(configs instanceof Dict)) return invalid('kcl_cli_configs has to be a map of settings')
  const field = <T>(name: string, shape: Shape<T>): T | undefined => {
    const value = configs.entries.get(name)
    if (value === null || value === undefined) return undefined
    return shape.read(value) ?? invalid(`kcl_cli_configs.${name} is ${shownValue(value)}: it has to be ${shape.words}`)
  }
  const folder = parentPath(path)
  // Known to the reference, and without a meaning here.
  field('verbose', NUMBER)
  field('fast_eval', FLAG)
  const file = field('file', TEXTS) ?? []
  const files = field('files', TEXTS) ?? []
  const pathOf = (name: string): string => resolvePath(host, folder, name)
  return {
    files: (files.length > 0 ? files : file).map(pathOf),
    output: field('output', TEXT),
    overrides: field('overrides', TEXTS) ?? [],
    selectors: field('path_selector', TEXTS) ?? [],
    disableNone: field('disable_none', FLAG),
    sortKeys: field('sort_keys', FLAG),
    showHidden: field('show_hidden', FLAG),
    includeSchemaTypePath: field('include_schema_type_path', FLAG),
    strictRangeCheck: field('strict_range_check', FLAG),
    debug: field('debug', FLAG),
    packages: new Map(Array.from(field('package_maps', PATHS) ?? [], ([name, at]) => [name, pathOf(at)])),
    options: readOptions(content.entries.get('kcl_options') ?? [], invalid),
  }
}

function contentOf(text: string, invalid: (why: string) => never): Value {
  try {
    return readYaml(text)
  } catch (error) {
    if (error instanceof EvaluationError) return invalid(error.message)
    throw error
  }
}

function readOptions(options: Value, invalid: (why: string) => never): readonly (readonly [string, string])[] {
  if (!isList(options)) return invalid('kcl_options has to be a list of {key, value}')
  return options.map((option, index) => {
    const fields = option instanceof Dict ? option.entries : undefined
    const key = scalarText(fields?.get('key'))
    if (!fields || key === undefined) return invalid(`kcl_options[${index}] has no key`)
    if (!fields.has('value')) return invalid(`kcl_options[${index}], ${key}, has no value`)
    return [key, jsonDocument(fields.get('value'))]
  })
}

function scalarText(value: Value): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Float) return String(value.value)
  return isInt(value) || typeof value === 'boolean' ? String(value) : undefined
}

function shownValue(value: Value): string {
  const text = jsonDocument(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** `${KCL_MOD}` is the root of the package that the settings belong to, `${name:KCL_MOD}` that of the package of that name. */
function resolvePath(host: Host, folder: string, path: string): string {
  const match = /^\$\{(?:([\w-]+):)?KCL_MOD\}(.*)$/.exec(path)
  if (!match) return joinPath(folder, path)
  const manifest = findManifest(host, folder)
  const [, name, rest = ''] = match
  const root =
    name === undefined || name === manifest?.name
      ? manifest?.folder
      : (manifest?.dependencies.get(name.replaceAll('-', '_')) ?? host.resolvePackage?.(name))
  if (root === undefined) throw new SettingsError(`Can not find ${path} in the path: ${folder}`)
  return joinPath(`${root}${rest}`)
}

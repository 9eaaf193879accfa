/** Settings files (kcl.yaml): what to compile and with which options. Several are laid over each other. */
import { parse } from 'yaml'
import type { Host } from '../host.ts'
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

function readSettings(host: Host, path: string, shown: string): Settings {
  const text = host.readFile?.(path)
  if (text === undefined) throw new SettingsError(`Failed to load '${shown}', no such file or directory`)
  const invalid = (): never => {
    throw new SettingsError(`Failed to load '${shown}', invalid setting file format`)
  }
  let content: unknown
  try {
    content = parse(text)
  } catch {
    return invalid()
  }
  if (content === null) return NO_SETTINGS
  if (typeof content !== 'object' || Array.isArray(content)) return invalid()
  const fields = content as Readonly<Record<string, unknown>>
  const configs = (fields['kcl_cli_configs'] ?? {}) as Readonly<Record<string, unknown>>
  const options = fields['kcl_options'] ?? []
  if (typeof configs !== 'object' || !Array.isArray(options)) return invalid()
  if (Object.keys(fields).length > 0 && !('kcl_cli_configs' in fields) && !('kcl_options' in fields)) return invalid()
  const folder = parentPath(path)
  const list = (...names: readonly string[]): readonly string[] =>
    names.flatMap((name) => (Array.isArray(configs[name]) ? (configs[name] as unknown[]).map(String) : []))
  const flag = (name: string): boolean | undefined =>
    typeof configs[name] === 'boolean' ? (configs[name] as boolean) : undefined
  const packages = configs['package_maps']
  return {
    files: list('file', 'files').map((file) => resolvePath(host, folder, file)),
    output: typeof configs['output'] === 'string' ? configs['output'] : undefined,
    overrides: list('overrides'),
    selectors: list('path_selector'),
    disableNone: flag('disable_none'),
    sortKeys: flag('sort_keys'),
    showHidden: flag('show_hidden'),
    includeSchemaTypePath: flag('include_schema_type_path'),
    strictRangeCheck: flag('strict_range_check'),
    debug: flag('debug'),
    packages: new Map(
      Object.entries(typeof packages === 'object' && packages !== null ? packages : {}).map(([name, at]) => [
        name,
        resolvePath(host, folder, String(at)),
      ]),
    ),
    options: options.flatMap((option: unknown) => {
      const { key, value } = (option ?? {}) as { key?: unknown; value?: unknown }
      return typeof key === 'string' ? [[key, JSON.stringify(value ?? null)] as const] : invalid()
    }),
  }
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
  return joinPath(`${root ?? folder}${rest}`)
}

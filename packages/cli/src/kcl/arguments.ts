/** The flags of `kcl run`. Read by hand: the compiler's start-up time is its users' time. */
import { UsageError } from './usage.ts'
import { STATIONS, type RunOptions, type Station } from '@kusion/kcl'

export type ErrorFormat = 'pretty' | 'reference' | 'short' | 'arcanist' | 'sarif'

export interface RunArguments {
  readonly options: RunOptions
  readonly output: string | undefined
  readonly quiet: boolean
  /** `--allow-path`: folders that the program may reach beside its own. */
  readonly allowed: readonly string[]
  readonly color: boolean | undefined
  /** Undefined: what fits to whoever reads it. */
  readonly errorFormat: ErrorFormat | undefined
  /** A station of the way instead of the result. */
  readonly print: Station | undefined
}

const FORMATS = ['yaml', 'json', 'toml', 'xml'] as const
const ERROR_FORMATS: readonly ErrorFormat[] = ['pretty', 'reference', 'short', 'arcanist', 'sarif']

const WITH_VALUE: Readonly<Record<string, string>> = {
  '-D': 'define',
  '--argument': 'define',
  '-S': 'select',
  '--path_selector': 'select',
  '--path-selector': 'select',
  '-O': 'override',
  '--overrides': 'override',
  '-Y': 'setting',
  '--setting': 'setting',
  '--settings': 'setting',
  '-E': 'external',
  '--external': 'external',
  '-o': 'output',
  '--output': 'output',
  '--format': 'format',
  '--error_format': 'errorFormat',
  '--error-format': 'errorFormat',
  '--print': 'print',
  '--allow-path': 'allow',
}

const FLAGS: Readonly<Record<string, string>> = {
  '-n': 'disableNone',
  '--disable_none': 'disableNone',
  '--disable-none': 'disableNone',
  '-k': 'sortKeys',
  '--sort_keys': 'sortKeys',
  '--sort': 'sortKeys',
  '--sort-keys': 'sortKeys',
  '-H': 'showHidden',
  '--show_hidden': 'showHidden',
  '--show-hidden': 'showHidden',
  '-d': 'debug',
  '--debug': 'debug',
  '-r': 'strictRangeCheck',
  '--strict_range_check': 'strictRangeCheck',
  '--strict-range-check': 'strictRangeCheck',
  '-q': 'quiet',
  '--quiet': 'quiet',
  '--no_style': 'noStyle',
  '--no-style': 'noStyle',
}

export function readArguments(words: readonly string[], environment: NodeJS.ProcessEnv): RunArguments {
  const values = new Map<string, string[]>()
  const flags = new Set<string>()
  const entries: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const [name = '', attached] =
      word.startsWith('--') && word.includes('=')
        ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
        : [word, undefined]
    const short = word.slice(0, 2)
    if (WITH_VALUE[name] !== undefined) {
      const value = attached ?? words[++at]
      if (value === undefined) throw new UsageError(`${name} needs a value`)
      push(values, WITH_VALUE[name], value)
    } else if (FLAGS[name] !== undefined) flags.add(FLAGS[name])
    else if (!word.startsWith('--') && WITH_VALUE[short] !== undefined && word.length > 2)
      push(values, WITH_VALUE[short], word.slice(2))
    else if (word.startsWith('-') && word !== '-') throw new UsageError(`there is no flag '${word}'`)
    else entries.push(word)
  }
  const format = values.get('format')?.at(-1) ?? 'yaml'
  if (!(FORMATS as readonly string[]).includes(format))
    throw new UsageError(`there is no format '${format}': use ${FORMATS.join(', ')}`)
  const errorFormat = readErrorFormat(values.get('errorFormat')?.at(-1) ?? environment['KCL_ERROR_FORMAT'])
  const print = STATIONS.find((station) => station === values.get('print')?.at(-1))
  if (values.has('print') && print === undefined)
    throw new UsageError(`there is no station '${values.get('print')?.at(-1) ?? ''}': use ${STATIONS.join(', ')}`)
  const on = <K extends string>(name: K): { readonly [P in K]?: true } =>
    flags.has(name) ? ({ [name]: true } as { readonly [P in K]: true }) : {}
  return {
    options: {
      entries,
      settings: values.get('setting') ?? [],
      arguments: values.get('define') ?? [],
      selectors: values.get('select') ?? [],
      overrides: values.get('override') ?? [],
      externalPackages: values.get('external') ?? [],
      format: format as (typeof FORMATS)[number],
      ...on('disableNone'),
      ...on('sortKeys'),
      ...on('showHidden'),
      ...on('debug'),
      ...on('strictRangeCheck'),
    },
    output: values.get('output')?.at(-1),
    quiet: flags.has('quiet'),
    allowed: values.get('allow') ?? [],
    color: flags.has('noStyle') ? false : undefined,
    errorFormat,
    print,
  }
}

function readErrorFormat(name: string | undefined): ErrorFormat | undefined {
  if (name === undefined || name === '') return undefined
  const found = ERROR_FORMATS.find((format) => format === name)
  if (!found) throw new UsageError(`there is no error format '${name}': use ${ERROR_FORMATS.join(', ')}`)
  return found
}

function push(values: Map<string, string[]>, name: string, value: string): void {
  const list = values.get(name)
  if (list) list.push(value)
  else values.set(name, [value])
}

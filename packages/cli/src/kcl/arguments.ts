/** The flags of `kcl run`. Read by hand: the compiler's start-up time is its users' time. */
import { UsageError } from './usage.ts'
import { STATIONS, type RunOptions, type Station } from '@kusion/kcl'

export type ErrorFormat = 'pretty' | 'reference' | 'short' | 'arcanist' | 'sarif'

export interface RunArguments {
  readonly options: RunOptions
  readonly output: string | undefined
  readonly quiet: boolean
  /** `-V`: packages are those in the folder `vendor`. */
  readonly vendor: boolean
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

type ValueName =
  | 'define'
  | 'select'
  | 'override'
  | 'setting'
  | 'external'
  | 'output'
  | 'format'
  | 'errorFormat'
  | 'print'
  | 'allow'
type FlagName =
  | 'disableNone'
  | 'sortKeys'
  | 'showHidden'
  | 'debug'
  | 'strictRangeCheck'
  | 'quiet'
  | 'noStyle'
  | 'vendor'

/** Long names are written with `-` or `_`. */
const WITH_VALUE: Readonly<Record<string, ValueName>> = {
  '-D': 'define',
  '--argument': 'define',
  '-S': 'select',
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
  '--error-format': 'errorFormat',
  '--print': 'print',
  '--allow-path': 'allow',
}

const FLAGS: Readonly<Record<string, FlagName>> = {
  '-n': 'disableNone',
  '--disable-none': 'disableNone',
  '-k': 'sortKeys',
  '--sort-keys': 'sortKeys',
  '--sort': 'sortKeys',
  '-H': 'showHidden',
  '--show-hidden': 'showHidden',
  '-d': 'debug',
  '--debug': 'debug',
  '-r': 'strictRangeCheck',
  '--strict-range-check': 'strictRangeCheck',
  '-q': 'quiet',
  '--quiet': 'quiet',
  '--no-style': 'noStyle',
  '-V': 'vendor',
  '--vendor': 'vendor',
}

const TRUTH: Readonly<Record<string, boolean>> = { true: true, '1': true, t: true, false: false, '0': false, f: false }

class Words {
  readonly values = new Map<ValueName, string[]>()
  readonly flags = new Map<FlagName, boolean>()
  readonly entries: string[] = []
  readonly #words: readonly string[]
  #at = 0

  constructor(words: readonly string[]) {
    this.#words = words
    for (; this.#at < words.length; this.#at++) {
      const word = words[this.#at] ?? ''
      if (word === '--') {
        this.entries.push(...words.slice(this.#at + 1))
        return
      }
      if (word.startsWith('--')) this.#long(word)
      else if (word.startsWith('-') && word !== '-') this.#short(word)
      else this.entries.push(word)
    }
  }

  last(name: ValueName): string | undefined {
    return this.values.get(name)?.at(-1)
  }

  #long(word: string): void {
    const end = word.indexOf('=')
    const name = `--${(end < 0 ? word : word.slice(0, end)).slice(2).replaceAll('_', '-')}`
    const attached = end < 0 ? undefined : word.slice(end + 1)
    const valued = WITH_VALUE[name]
    const flag = FLAGS[name]
    if (valued !== undefined) this.#push(valued, attached ?? this.#next(word))
    else if (flag === undefined) throw new UsageError(`there is no flag '${word}'`)
    else {
      const truth = attached === undefined ? true : TRUTH[attached.toLowerCase()]
      if (truth === undefined) throw new UsageError(`${name} is true or false, not '${attached}'`)
      this.flags.set(flag, truth)
    }
  }

  /** `-nk`, `-o FILE`, `-oFILE`, `-o=FILE`, `-nko FILE` */
  #short(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const name = `-${word.charAt(at)}`
      const valued = WITH_VALUE[name]
      const flag = FLAGS[name]
      if (valued !== undefined) {
        const attached = word.slice(at + 1)
        this.#push(valued, attached === '' ? this.#next(name) : attached.replace(/^=/, ''))
        return
      }
      if (flag === undefined)
        throw new UsageError(`there is no flag '${word.length === 2 ? word : `${name}' in '${word}`}'`)
      this.flags.set(flag, true)
    }
  }

  #next(name: string): string {
    const value = this.#words[++this.#at]
    if (value === undefined) throw new UsageError(`${name} needs a value`)
    return value
  }

  #push(name: ValueName, value: string): void {
    const list = this.values.get(name)
    if (list) list.push(value)
    else this.values.set(name, [value])
  }
}

export function readArguments(words: readonly string[], environment: NodeJS.ProcessEnv): RunArguments {
  const given = new Words(words)
  const { values, flags, entries } = given
  const format = given.last('format') ?? 'yaml'
  if (!(FORMATS as readonly string[]).includes(format))
    throw new UsageError(`there is no format '${format}': use ${FORMATS.join(', ')}`)
  const station = given.last('print')
  const print = STATIONS.find((one) => one === station)
  if (station !== undefined && print === undefined)
    throw new UsageError(`there is no station '${station}': use ${STATIONS.join(', ')}`)
  const remote = entries.find((entry) => /^(?:oci|git|https?|ssh):\/\//.test(entry))
  if (remote !== undefined) throw new UsageError(`${remote} is no file: fetch it and name its folder`)
  const on = <K extends FlagName>(name: K): { readonly [P in K]?: boolean } =>
    flags.has(name) ? ({ [name]: flags.get(name) } as { readonly [P in K]: boolean }) : {}
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
    output: given.last('output'),
    quiet: flags.get('quiet') === true,
    vendor: flags.get('vendor') === true,
    allowed: values.get('allow') ?? [],
    color: flags.get('noStyle') === true ? false : undefined,
    errorFormat: readErrorFormat(given.last('errorFormat') ?? environment['KCL_ERROR_FORMAT']),
    print,
  }
}

function readErrorFormat(name: string | undefined): ErrorFormat | undefined {
  if (name === undefined || name === '') return undefined
  const found = ERROR_FORMATS.find((format) => format === name)
  if (!found) throw new UsageError(`there is no error format '${name}': use ${ERROR_FORMATS.join(', ')}`)
  return found
}

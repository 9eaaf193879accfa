/** `.editorconfig`: how sources are indented (`indent_style`, `indent_size`, `tab_width`); the rest of it is not for them. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

interface EditorConfig {
  readonly isRoot: boolean
  readonly sections: readonly Section[]
}
interface Section {
  readonly matches: (path: string) => boolean
  readonly properties: Map<string, string>
}

/** Reads each `.editorconfig` once. */
export class EditorConfigs {
  readonly #read = new Map<string, EditorConfig | undefined>()

  /** What one level of a file is indented by; undefined where nothing is said. */
  indentOf(file: string): string | undefined {
    const path = resolve(file)
    const properties = new Map<string, string>()
    for (const { folder, config } of this.#above(path)) {
      const inside = relative(folder, path).split(sep).join('/')
      for (const section of config.sections) {
        if (section.matches(inside)) for (const [name, value] of section.properties) properties.set(name, value)
      }
    }
    if (properties.get('indent_style') === 'tab') return '\t'
    const size = properties.get('indent_size')
    const width = size === undefined || size === 'tab' ? properties.get('tab_width') : size
    const count = width !== undefined && /^\d+$/.test(width) ? Number(width) : 0
    return count > 0 && count <= WIDEST ? ' '.repeat(count) : undefined
  }

  /** Those of the folders around a file, the nearest last. */
  #above(path: string): readonly { readonly folder: string; readonly config: EditorConfig }[] {
    const found: { readonly folder: string; readonly config: EditorConfig }[] = []
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      if (!this.#read.has(folder)) this.#read.set(folder, readEditorConfig(folder))
      const config = this.#read.get(folder)
      if (config) found.unshift({ folder, config })
      if (config?.isRoot === true || dirname(folder) === folder) return found
    }
  }
}

/** Wider than this is a slip of the keyboard. */
const WIDEST = 100

function readEditorConfig(folder: string): EditorConfig | undefined {
  let text: string
  try {
    text = readFileSync(join(folder, '.editorconfig'), 'utf8')
  } catch {
    return undefined
  }
  let isRoot = false
  const sections: Section[] = []
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const head = /^\[(.+)\]$/.exec(line)
    if (head) {
      sections.push({ matches: matcherOf(head[1] ?? ''), properties: new Map() })
      continue
    }
    const [, name = '', value = ''] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? []
    const section = sections.at(-1)
    if (section) section.properties.set(name.toLowerCase(), value.toLowerCase())
    else if (name.toLowerCase() === 'root') isRoot = value.toLowerCase() === 'true'
  }
  return { isRoot, sections }
}

/** Patterns without a slash are for files of that name in any folder below. */
function matcherOf(pattern: string): (path: string) => boolean {
  const isRelative = pattern.includes('/')
  const glob = isRelative ? pattern.replace(/^\//, '') : `**/${pattern}`
  let expression: RegExp
  try {
    expression = new RegExp(`^${globSource(glob)}$`, 'u')
  } catch {
    return () => false
  }
  return (path) => expression.test(path)
}

function globSource(glob: string): string {
  let out = ''
  let at = 0
  while (at < glob.length) {
    const character = glob.charAt(at)
    if (glob.startsWith('**/', at) && (at === 0 || glob.charAt(at - 1) === '/')) {
      out += '(?:.*/)?'
      at += 3
    } else if (glob.startsWith('**', at)) {
      out += '.*'
      at += 2
    } else if (character === '*' || character === '?') {
      out += character === '*' ? '[^/]*' : '[^/]'
      at++
    } else if (character === '\\' && at + 1 < glob.length) {
      out += escaped(glob.charAt(at + 1))
      at += 2
    } else {
      const set = character === '[' ? /^\[(!?)((?:\\.|[^\]\\/])+)\]/.exec(glob.slice(at)) : null
      const end = character === '{' ? closingBrace(glob, at) : -1
      if (set) {
        out += `[${set[1] === '!' ? '^/' : ''}${(set[2] ?? '').replace(/[[\]^]/g, String.raw`\$&`)}]`
        at += set[0].length
      } else if (end > 0) {
        out += bracesSource(glob.slice(at + 1, end))
        at = end + 1
      } else {
        out += escaped(character)
        at++
      }
    }
  }
  return out
}

/** `{a,b}`, `{1..9}`; anything else in braces is meant literally. */
function bracesSource(inner: string): string {
  const range = /^([+-]?\d+)\.\.([+-]?\d+)$/.exec(inner)
  if (range) return numbersSource(Number(range[1]), Number(range[2]))
  const parts = splitAtCommas(inner)
  if (parts.length === 1) return String.raw`\{${globSource(inner)}\}`
  return `(?:${parts.map(globSource).join('|')})`
}

function numbersSource(first: number, last: number): string {
  const [low, high] = first < last ? [first, last] : [last, first]
  if (high - low > 1000) return String.raw`[+-]?\d+`
  return `(?:${Array.from({ length: high - low + 1 }, (_, index) => String(low + index)).join('|')})`
}

function closingBrace(glob: string, open: number): number {
  let depth = 0
  for (let at = open; at < glob.length; at++) {
    if (glob.charAt(at) === '\\') at++
    else if (glob.charAt(at) === '{') depth++
    else if (glob.charAt(at) === '}' && --depth === 0) return at
  }
  return -1
}

function splitAtCommas(text: string): readonly string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === ',' && depth === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${character}`)
    if (character === '{') depth++
    if (character === '}') depth--
  }
  return parts
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`)
}

/** `kcl query`: what sources declare and assign, and where a name is used. */
import { readFileSync } from 'node:fs'
import { renderTerminal } from '@kusion/diagnostics'
import { querySources, type Answer, type Question } from '@kusion/kcl'
import { UsageError } from './usage.ts'
import { filesOf } from './files.ts'
import { writeText } from './output.ts'

const QUESTIONS: readonly Question[] = ['variables', 'schemas', 'instances', 'overrides', 'imports', 'references']

export function queryCommand(words: readonly string[]): number {
  const { question, name, paths, isJson } = readQueryArguments(words)
  const sources = paths.flatMap((path) => filesOf(path)).map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const queried = querySources(sources, question, name)
  if (!queried.ok) {
    const texts = new Map(sources.map(({ path, text }) => [path, text]))
    writeText(
      2,
      renderTerminal(queried.diagnostics, (file) => texts.get(file)),
    )
    return 1
  }
  const { answer } = queried
  writeText(
    1,
    isJson
      ? `${JSON.stringify(answer.items, undefined, 2)}\n`
      : linesFor(answer)
          .map((line) => `${line}\n`)
          .join(''),
  )
  return 0
}

/** What looks like a file or a folder is one; the first word that does not is the name. */
function readQueryArguments(words: readonly string[]) {
  const rest: string[] = []
  let format = 'text'
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--format') format = words[++at] ?? ''
    else if (word.startsWith('--format=')) format = word.slice('--format='.length)
    else if (word.startsWith('-')) throw new UsageError(`kcl query knows no flag ${word}`)
    else rest.push(word)
  }
  if (format !== 'text' && format !== 'json') throw new UsageError(`there is no format '${format}': use text, json`)
  const [first, ...others] = rest
  const question = QUESTIONS.find((candidate) => candidate === first)
  if (!question) throw new UsageError(`kcl query needs one of ${QUESTIONS.join(', ')}`)
  const isPath = (word: string): boolean => word.endsWith('.k') || word.includes('/') || /^\.+$/.test(word)
  const [second] = others
  const name = second !== undefined && !isPath(second) ? second : undefined
  if (question === 'references' && name === undefined) throw new UsageError('kcl query references needs a name')
  const paths = name === undefined ? others : others.slice(1)
  return { question, name, paths: paths.length > 0 ? paths : ['.'], isJson: format === 'json' }
}

function linesFor(answer: Answer): readonly string[] {
  const at = ({ file, line }: { readonly file: string; readonly line: number }): string => `${file}:${line}: `
  switch (answer.question) {
    case 'variables':
      return answer.items.map((item) => {
        const type = item.type === null ? '' : `: ${item.type}`
        return `${at(item)}${item.name}${type}${operator(item.operator)}${short(item.value)}${mark(item)}`
      })
    case 'overrides':
      return answer.items.map(
        (item) => `${at(item)}${item.path}${operator(item.operator ?? '=')}${short(item.value)}${mark(item)}`,
      )
    case 'imports':
      return answer.items.map((item) => `${at(item)}${item.path}${item.alias === null ? '' : ` as ${item.alias}`}`)
    case 'instances':
      return answer.items.map((item) => `${at(item)}${item.schema}${place(item)}`)
    case 'references':
      return answer.items.map((item) => `${item.file}:${item.line}:${item.column}: ${item.role}: ${item.text}`)
    case 'schemas':
      return answer.items.flatMap((item) => [
        `${at(item)}${item.kind} ${item.name}${item.base === null ? '' : `(${item.base})`}`,
        ...(item.mixins.length > 0 ? [`    mixin [${item.mixins.join(', ')}]`] : []),
        ...item.attributes.map((attribute) => {
          const value = attribute.default === null ? '' : ` ${attribute.operator ?? '='} ${short(attribute.default)}`
          return `    ${attribute.name}${attribute.optional ? '?' : ''}: ${attribute.type}${value}`
        }),
        ...(item.indexSignature === null ? [] : [`    ${item.indexSignature}`]),
        ...item.checks.map((check) => `    check ${short(check.test)}`),
      ])
  }
}

function operator(text: string): string {
  return text === ':' ? ': ' : ` ${text} `
}

function mark({ conditional }: { readonly conditional: boolean }): string {
  return conditional ? ' (if)' : ''
}

function place({ path, direct }: { readonly path: string | null; readonly direct: boolean }): string {
  if (path === null) return ''
  return direct ? ` at ${path}` : ` in ${path}`
}

function short(text: string): string {
  const [first = '', ...more] = text.split('\n')
  return more.length === 0 ? first : `${first.trimEnd()} …`
}

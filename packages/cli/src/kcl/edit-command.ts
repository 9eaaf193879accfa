/** `kcl edit`: changes a source at paths, all of them or none, and nothing else in it. */
import { readFileSync, statSync } from 'node:fs'
import { renderTerminal } from '@kusion/diagnostics'
import { editOf, editSource, parseChange, type Edit } from '@kusion/kcl'
import { UsageError } from './usage.ts'
import { writeText } from './output.ts'
import { replaceFile } from './replace-file.ts'
import { unifiedDiff } from './unified-diff.ts'

interface EditArguments {
  readonly file: string
  readonly edits: readonly Edit[]
  readonly isDry: boolean
}

const EDIT_FLAGS: Readonly<Record<string, (text: string) => Edit>> = {
  '-O': change,
  '--set': (text) => setting(text, 'set'),
  '-s': (text) => setting(text, 'set'),
  '--append': (text) => setting(text, 'append'),
  '--delete': (path) => ({ kind: 'delete', path }),
  '--rename': renaming,
}

export function editCommand(words: readonly string[]): number {
  const { file, edits, isDry } = readEditArguments(words)
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`${file} is no file`)
  const source = textOf(file)
  const edited = editSource(source, file, edits)
  if (!edited.ok) {
    writeText(2, `${renderTerminal(edited.diagnostics, () => source)}${file} is left as it is.\n`)
    return 1
  }
  if (isDry) writeText(1, unifiedDiff(file, source, edited.text))
  else if (edited.text !== source) replaceFile(file, edited.text)
  return 0
}

function readEditArguments(words: readonly string[]): EditArguments {
  const edits: Edit[] = []
  const files: string[] = []
  let isDry = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const long = /^(--[a-z]+)=(.*)$/s.exec(word)
    const name = long?.[1] ?? (/^-[Os]./.test(word) ? word.slice(0, 2) : word)
    const flag = EDIT_FLAGS[name]
    if (word === '--dry-run') isDry = true
    else if (flag) {
      const text = long?.[2] ?? (name === word ? words[++at] : word.slice(2))
      if (text === undefined) throw new UsageError(`${name} needs a value`)
      edits.push(flag(text))
    } else if (word.startsWith('-')) throw new UsageError(`kcl edit knows no flag ${word}`)
    else files.push(word)
  }
  const [file, ...more] = files
  if (file === undefined || more.length > 0) throw new UsageError('kcl edit takes one file')
  if (edits.length === 0)
    throw new UsageError('kcl edit needs something to do: -O, --set, --append, --delete or --rename')
  return { file, edits, isDry }
}

function change(text: string): Edit {
  const read = parseChange(text)
  if (!read) throw new UsageError(`-O ${text}: write path=value, path:value, path+=value or path-`)
  return editOf(read)
}

function setting(text: string, kind: 'set' | 'append'): Edit {
  const read = parseChange(text)
  if (!read || !(read.operator === '=' || (kind === 'append' && read.operator === '+='))) {
    throw new UsageError(`--${kind} ${text}: write path=value`)
  }
  return { ...editOf({ ...read, operator: kind === 'set' ? '=' : '+=' }) }
}

function renaming(text: string): Edit {
  const at = text.lastIndexOf('=')
  if (at <= 0 || at === text.length - 1) throw new UsageError(`--rename ${text}: write path=newName`)
  return { kind: 'rename', path: text.slice(0, at), name: text.slice(at + 1) }
}

/** Bytes that are no UTF-8 would be lost on the way back. */
function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${file} is no UTF-8 text`)
    throw error
  }
}

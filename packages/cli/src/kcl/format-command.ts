/** `kcl fmt`: lays sources out anew. A file is replaced as a whole or left as it is. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { renderTerminal, type Diagnostic } from '@kusion/diagnostics'
import { formatSource } from '@kusion/kcl'
import { EditorConfigs } from './editor-config.ts'
import { UsageError } from './usage.ts'
import { filesOf } from './files.ts'
import { writeText } from './output.ts'
import { replaceFile } from './replace-file.ts'
import { refusalOf } from './system-error.ts'

type Outcome = 'same' | 'changed' | 'failed'

export function formatCommand(words: readonly string[]): number {
  const isDry = words.includes('--dry-run')
  const paths = words.filter((word) => word !== '--dry-run')
  const unknown = paths.find((word) => word.startsWith('-') && word !== '-')
  if (unknown !== undefined) throw new UsageError(`kcl fmt knows no flag ${unknown}`)
  const configs = new EditorConfigs()
  if (paths.includes('-')) {
    if (paths.length > 1) throw new UsageError('kcl fmt reads standard input alone')
    return formatInput(configs, isDry)
  }
  const files = (paths.length > 0 ? paths : ['.']).flatMap((path) => filesOf(path))
  const outcomes = files.map((file) => formatFile(file, configs, isDry))
  if (outcomes.includes('failed')) return 1
  return isDry && outcomes.includes('changed') ? 1 : 0
}

function formatFile(file: string, configs: EditorConfigs, isDry: boolean): Outcome {
  try {
    const source = readFileSync(file, 'utf8')
    const formatted = formatSource(source, resolve(file), { indent: configs.indentOf(file) })
    if (!formatted.ok) return leftAlone(file, source, formatted.diagnostics)
    if (formatted.text === source) return 'same'
    if (!isDry) replaceFile(file, formatted.text)
    writeText(1, `${file}\n`)
    return 'changed'
  } catch (error) {
    const why = refusalOf(error)
    if (why === undefined) throw error
    writeText(2, `error: ${file} is left as it is: ${why}\n`)
    return 'failed'
  }
}

function leftAlone(file: string, source: string, diagnostics: readonly Diagnostic[]): Outcome {
  writeText(2, `${renderTerminal(diagnostics, () => source)}${file} is left as it is.\n`)
  return 'failed'
}

/** To standard output; a dry run names nothing, it only says whether something would change. */
function formatInput(configs: EditorConfigs, isDry: boolean): number {
  const source = readFileSync(0, 'utf8')
  const formatted = formatSource(source, '-', { indent: configs.indentOf('stdin.k') })
  if (!formatted.ok) {
    writeText(
      2,
      renderTerminal(formatted.diagnostics, () => source),
    )
    return 1
  }
  if (isDry) return formatted.text === source ? 0 : 1
  writeText(1, formatted.text)
  return 0
}

/** `kcl fmt`: lays sources out anew. A file is replaced as a whole or left as it is. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { renderTerminal } from '@kusion/diagnostics'
import { formatSource } from '@kusion/kcl'
import { UsageError } from './arguments.ts'
import { filesOf } from './files.ts'
import { writeText } from './output.ts'
import { replaceFile } from './replace-file.ts'

export function formatCommand(words: readonly string[]): number {
  const isDry = words.includes('--dry-run')
  const paths = words.filter((word) => word !== '--dry-run')
  const unknown = paths.find((word) => word.startsWith('-') && word !== '-')
  if (unknown !== undefined) throw new UsageError(`kcl fmt knows no flag ${unknown}`)
  if (paths.includes('-')) return formatInput()
  const files = (paths.length > 0 ? paths : ['.']).flatMap((path) => filesOf(path))
  let changed = 0
  let failed = 0
  for (const file of files) {
    const source = readFileSync(file, 'utf8')
    const formatted = formatSource(source, resolve(file))
    if (!formatted.ok) {
      failed++
      writeText(2, `${renderTerminal(formatted.diagnostics, () => source)}\n${file} is left as it is.\n`)
    } else if (formatted.text !== source) {
      changed++
      writeText(1, `${file}\n`)
      if (!isDry) replaceFile(file, formatted.text)
    }
  }
  if (failed > 0) return 1
  return isDry && changed > 0 ? 1 : 0
}

function formatInput(): number {
  const source = readFileSync(0, 'utf8')
  const formatted = formatSource(source, '-')
  if (formatted.ok) writeText(1, formatted.text)
  else
    writeText(
      2,
      renderTerminal(formatted.diagnostics, () => source),
    )
  return formatted.ok ? 0 : 1
}

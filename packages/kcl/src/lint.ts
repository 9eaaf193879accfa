/** `kcl lint`: what is wrong with a program, and what of its imports is not as it should be. Nothing is evaluated. */
import type { Diagnostic, Span } from '@kusion/diagnostics'
import type { Host } from './host.ts'
import type { ImportTarget, Program, SourceFile } from './program/program.ts'
import { namesUsedBy } from './query/references.ts'
import { failureOf, load, type RunOptions, type Stations } from './run.ts'
import { LineMap } from './syntax/line-map.ts'
import type { ImportStatement, Module } from './syntax/nodes.ts'

export interface Linted {
  /** Errors first, then warnings in the order of the files. */
  readonly diagnostics: readonly Diagnostic[]
  readonly failure: string | undefined
}

export function lintWith(stations: Stations, host: Host, options: RunOptions): Linted {
  try {
    const { program } = load(stations, host, options)
    const errors = [...program.diagnostics, ...stations.check(program)]
    return { diagnostics: [...errors, ...ownFiles(program).flatMap(importWarnings)], failure: undefined }
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    return { diagnostics: [], failure }
  }
}

/** Those of the main package and of the packages below the same root. */
function ownFiles(program: Program): readonly SourceFile[] {
  const root = program.root === '/' ? '/' : `${program.root}/`
  const imported = [...program.packages.values()].flatMap(({ files }) => files)
  const main = program.main.files
  const paths = new Set(main.map(({ path }) => path))
  return [...main, ...imported.filter(({ path }) => path.startsWith(root) && !paths.has(path))]
}

function importWarnings(file: SourceFile): readonly Diagnostic[] {
  if (file.imports.size === 0) return []
  const lines = new LineMap(file.text)
  const used = namesUsedBy(file.tree)
  const late = lateImports(file.tree)
  const seen = new Set<string>()
  const found: Diagnostic[] = []
  for (const [node, target] of file.imports) {
    const at = lines.span(file.path, node)
    const removal = { description: 'remove the import', at: lineSpan(lines, node, at), text: '' }
    const warn = (title: string, message: string, isSuperfluous: boolean): void => {
      const label = { at, message, ...(isSuperfluous && { fixes: [removal] }) }
      found.push({ code: '', title, severity: 'warning', message, labels: [label], notes: [], suggestions: [] })
    }
    if (late.has(node))
      warn('ImportPositionWarning', 'The import stmt should be placed at the top of the module', false)
    const path = pathOf(target)
    const isAgain = seen.has(path)
    seen.add(path)
    // Removing one of two imports removes a name that may be used.
    if (isAgain) warn('ReimportWarning', `Module '${target.name}' is reimported multiple times`, false)
    if (!used.has(target.name)) warn('UnusedImportWarning', `Module '${target.name}' imported but unused`, true)
  }
  return found
}

/** Those behind other statements; a docstring may stand before them. */
function lateImports(tree: Module): ReadonlySet<ImportStatement> {
  const late = new Set<ImportStatement>()
  let isLate = false
  for (const node of tree.body) {
    if (node.kind !== 'ImportStatement') isLate ||= node !== tree.body[0] || tree.docstring === undefined
    else if (isLate) late.add(node)
  }
  return late
}

function pathOf(target: ImportTarget): string {
  return target.kind === 'system' || target.kind === 'plugin'
    ? `${target.kind} ${target.module}`
    : `package ${target.package}`
}

/** The whole line of an import, if it stands alone on it. */
function lineSpan(lines: LineMap, node: ImportStatement, at: Span): Span {
  const isAlone = lines.line(at.line).trim().length === node.end - node.start
  return isAlone ? { ...at, column: 1, endLine: at.line + 1, endColumn: 1 } : at
}

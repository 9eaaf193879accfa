/** What is wrong with the imports of a program, in the order in which the reference says it. */
import type { Diagnostic } from '@kusion/diagnostics'
import { LineMap } from '../syntax/index.ts'
import { folderAbove, joinName } from './locate.ts'
import { importsOf, type ImportHead } from './outline.ts'
import type { ImportTarget, SourceFile } from './program.ts'
import type { ImportPlace } from './source-store.ts'

/** An import that leads nowhere, as the two passes of the reference say it. */
interface UnfoundImport {
  /** How many imports away from the main package it stands. */
  readonly depth: number
  readonly name: Diagnostic
  readonly path: Diagnostic
}

export class ImportFaults {
  readonly #root: string
  readonly #unfound: UnfoundImport[] = []
  readonly #others: Diagnostic[] = []

  constructor(root: string) {
    this.#root = root
  }

  get count(): number {
    return this.#unfound.length + this.#others.length
  }

  /** What was not found is said twice: those that are fewer imports away first. */
  diagnostics(syntax: readonly Diagnostic[], circle: readonly SourceFile[]): readonly Diagnostic[] {
    const unfound = this.#unfound.toSorted((left, right) => left.depth - right.depth)
    const [names, paths] = [once(unfound.map(({ name }) => name)), once(unfound.map(({ path }) => path))]
    return [...names, ...syntax, ...circularImport(circle), ...paths, ...this.#others]
  }

  addTwice({ path }: ImportHead, from: ImportPlace): void {
    const message = `the \`${path.join('.')}\` is found multiple times in the current package and vendor package`
    this.#others.push(notFound(from, message))
  }

  /** @returns what its name stands for */
  addMissing({ path: names, dots }: ImportHead, from: ImportPlace, name: string, depth: number): ImportTarget {
    const root = this.#root
    const dotted = `${'.'.repeat(dots)}${names.join('.')}`
    const folder = dots > 0 ? folderAbove(from.file.path, dots) : root
    const top = root === '/' ? '' : root
    const isInside = folder === root || folder.startsWith(`${top}/`)
    const base = dots > 0 && isInside ? folder.slice(top.length + 1).replaceAll('/', '.') : ''
    const full = isInside ? joinName(base, names.join('.')) : ''
    const missing = (message: string, suggestions?: readonly string[]): Diagnostic =>
      notFound(from, message, suggestions)
    if (isInside && names.join('') !== '') {
      const path = `${folder === '/' ? '' : folder}/${names.join('/')}`
      const suggestions = [
        `try 'kcl mod add ${full.split('.')[0] ?? ''}' to download the missing package`,
        "browse more packages at 'https://artifacthub.io'",
      ]
      this.#unfound.push({
        depth,
        name: missing(`pkgpath ${full} not found in the program`, suggestions),
        path: missing(`Cannot find the module ${dotted} from ${path}`, suggestions),
      })
    } else {
      this.#others.push(
        missing(`Failed to import the module ${dotted} from ${top}/. No KCL files found in the specified folder`),
      )
    }
    return { kind: 'missing', name, package: full }
  }
}

function notFound({ file, index }: ImportPlace, message: string, suggestions: readonly string[] = []): Diagnostic {
  const at = new LineMap(file.text).span(file.path, importsOf(file.tree)[index] ?? { start: 0, end: 0 })
  const labels = [{ at, message }]
  return { code: 'E2F04', title: 'CannotFindModule', severity: 'error', message, labels, notes: [], suggestions }
}

function circularImport(files: readonly SourceFile[]): readonly Diagnostic[] {
  if (files.length === 0) return []
  const paths = [...new Set(files.map(({ path }) => `- ${path}`))]
  const message = `Could not compiles due to cyclic import statements\n${paths.join('\n')}`
  return [{ code: 'E1001', title: 'RecursiveLoad', severity: 'error', message, labels: [], notes: [], suggestions: [] }]
}

/** What was suggested before is not suggested again. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const suggested = new Set<string>()
  return diagnostics.map((diagnostic) => {
    const suggestions = diagnostic.suggestions.filter((suggestion) => !suggested.has(suggestion))
    for (const suggestion of suggestions) suggested.add(suggestion)
    return { ...diagnostic, suggestions }
  })
}

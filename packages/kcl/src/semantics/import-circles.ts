/** Packages that import each other: said of all of them as soon as an import closes a circle, and again at each further one. */
import { importsOf } from '../program/outline.ts'
import type { SourceFile } from '../program/program.ts'
import type { Reporter } from './reporter.ts'

interface Importer {
  readonly imported: Set<string>
  /** The import that was followed last. */
  file: SourceFile
  index: number
}

export class ImportCircles {
  readonly #reporter: Reporter
  readonly #importers = new Map<string, Importer>()
  /** In the order in which they were first mentioned. */
  readonly #packages = new Set<string>()

  constructor(reporter: Reporter) {
    this.#reporter = reporter
  }

  follow(from: string, to: string, file: SourceFile, index: number): void {
    const importer = this.#importers.get(from) ?? { imported: new Set(), file, index }
    this.#importers.set(from, Object.assign(importer, { file, index }))
    this.#packages.add(from).add(to)
    importer.imported.add(to)
    const circle = [...this.#packages].filter((one) => this.#leads(from, one) && this.#leads(one, from))
    if (circle.length < 2) return
    for (const one of circle) this.#report(one, circle)
  }

  #report(name: string, circle: readonly string[]): void {
    const importer = this.#importers.get(name)
    if (!importer) return
    const { file, index } = importer
    const range = importsOf(file.tree)[index] ?? { start: 0, end: 0 }
    const message = `There is a circular reference between modules ${circle.join(', ')}`
    this.#reporter.report('CompileError', { origin: { file, range }, message })
  }

  #leads(from: string, to: string): boolean {
    const seen = new Set<string>()
    const waiting = [from]
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const next of this.#importers.get(name)?.imported ?? []) {
        if (next === to) return true
        if (seen.has(next)) continue
        seen.add(next)
        waiting.push(next)
      }
    }
    return false
  }
}

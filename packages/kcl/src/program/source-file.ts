/** A file of a program. What was read before, by this process or an earlier one, is parsed again only if it is asked for. */
import type { ImportStatement, Module } from '../syntax/nodes.ts'
import { importsOf, type Outline } from './outline.ts'
import type { ImportTarget, SourceFile } from './program.ts'

export interface Content {
  readonly text: string
  readonly tree: Module
}

export class LoadedFile implements SourceFile {
  readonly path: string
  readonly package: string
  readonly outline: Outline
  /** One for each import of the outline, once the loader has followed them. */
  targets: readonly ImportTarget[] = []
  readonly #read: () => Content
  #content: Content | undefined
  #imports: ReadonlyMap<ImportStatement, ImportTarget> | undefined

  constructor(path: string, pkg: string, outline: Outline, read: () => Content) {
    this.path = path
    this.package = pkg
    this.outline = outline
    this.#read = read
  }

  get text(): string {
    return (this.#content ??= this.#read()).text
  }

  get tree(): Module {
    return (this.#content ??= this.#read()).tree
  }

  get imports(): ReadonlyMap<ImportStatement, ImportTarget> {
    this.#imports ??= new Map(
      importsOf(this.tree).flatMap((statement, index) => {
        const target = this.targets[index]
        return target ? [[statement, target] as const] : []
      }),
    )
    return this.#imports
  }
}

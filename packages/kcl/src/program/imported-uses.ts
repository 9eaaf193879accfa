/**
 * What the files of a package do with a name that one of them imports. The package behind it is only run where something
 * is selected from it; elsewhere it is known, but nobody hears what is wrong with it.
 */
import type { ImportStatement, QualifiedName, SelectorExpression, Statement } from '../syntax/nodes.ts'
import type { Node } from '../syntax/tree.ts'
import { importsOf } from './outline.ts'
import type { SourceFile } from './program.ts'
import { unificationsOf } from './unifications.ts'

export type Use = 'none' | 'mentioned' | 'selected'

/** Several steps of one compilation ask for them. */
const known = new WeakMap<readonly SourceFile[], Uses>()

export function useOf(files: readonly SourceFile[], name: string): Use {
  let uses = known.get(files)
  if (!uses) known.set(files, (uses = new Uses(files)))
  return uses.of(name)
}

class Uses {
  readonly #files: readonly FileUses[]

  constructor(files: readonly SourceFile[]) {
    const unified = unificationsOf(files)
    this.#files = files.map((file) => new FileUses(file, unified.statementsOf(file)))
  }

  of(name: string): Use {
    // An import that breaks off has no name.
    if (name === '') return 'none'
    if (this.#files.some((file) => file.isWhole && file.selects(name))) return 'selected'
    const mentioning = this.#files.filter((file) => file.mentions(name))
    if (mentioning.length === 0) return 'none'
    return mentioning.some((file) => file.selects(name)) ? 'selected' : 'mentioned'
  }
}

class FileUses {
  /** Whether its statements are those that are written in it. */
  readonly isWhole: boolean
  readonly #text: string
  readonly #imports: readonly ImportStatement[]
  /** What stands before `.x`, as a value or as a type, in what was looked at so far. */
  readonly #selected = new Set<string>()
  /** What was not looked at yet; the next one is the last. */
  readonly #open: object[]

  constructor({ text, tree }: SourceFile, statements: readonly Statement[]) {
    this.isWhole = statements === tree.body
    this.#text = text
    this.#imports = importsOf(tree)
    this.#open = statements.filter(({ kind }) => kind !== 'ImportStatement').toReversed()
  }

  selects(name: string): boolean {
    while (!this.#selected.has(name)) {
      const node = this.#open.pop()
      if (node === undefined) return false
      const head = 'kind' in node ? headOf(node as Node) : undefined
      if (head !== undefined) this.#selected.add(head)
      for (const part of Object.values(node) as unknown[])
        if (typeof part === 'object' && part !== null) this.#open.push(part)
    }
    return true
  }

  mentions(name: string): boolean {
    const text = this.#text
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const isWord = !isPartOfName(text[at - 1]) && !isPartOfName(text[at + name.length])
      if (isWord && !this.#imports.some(({ start, end }) => start <= at && at < end)) return true
    }
    return false
  }
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w\u0080-\uFFFF]/.test(character)
}

function headOf(node: Node): string | undefined {
  if (isQualified(node)) return node.names.length > 1 ? node.names[0]?.name : undefined
  if (!isSelector(node) || node.optional) return undefined
  return node.value.kind === 'NameExpression' ? node.value.name : undefined
}

const isQualified = (node: Node): node is QualifiedName => node.kind === 'QualifiedName'
const isSelector = (node: Node): node is SelectorExpression => node.kind === 'SelectorExpression'

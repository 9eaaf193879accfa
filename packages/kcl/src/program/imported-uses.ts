/**
 * What the files of a package do with a name that one of them imports. The package behind it is only run where something
 * is selected from it; elsewhere it is known, but nobody hears what is wrong with it.
 */
import { childrenOf, type Node } from '../syntax/tree.ts'
import type { QualifiedName, SelectorExpression } from '../syntax/nodes.ts'
import { importsOf } from './outline.ts'
import type { SourceFile } from './program.ts'
import { unificationsOf } from './unifications.ts'

export type Use = 'none' | 'mentioned' | 'selected'

export function useOf(files: readonly SourceFile[], name: string): Use {
  // An import that breaks off has no name. Most others are found by their text alone.
  const mentioning = name === '' ? [] : files.filter((file) => mentions(file, name))
  if (mentioning.length === 0) return 'none'
  const unified = unificationsOf(files)
  return mentioning.some((file) => selects(unified.statementsOf(file), name)) ? 'selected' : 'mentioned'
}

function mentions({ text, tree }: SourceFile, name: string): boolean {
  const imports = importsOf(tree)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWord = !isPartOfName(text[at - 1]) && !isPartOfName(text[at + name.length])
    if (isWord && !imports.some(({ start, end }) => start <= at && at < end)) return true
  }
  return false
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w\u0080-\uFFFF]/.test(character)
}

/** Whether `name.x` stands somewhere, as a value or as a type. */
function selects(statements: readonly Node[], name: string): boolean {
  const open = statements.filter(({ kind }) => kind !== 'ImportStatement').toReversed()
  for (let node = open.pop(); node; node = open.pop()) {
    if (headOf(node) === name) return true
    for (const child of childrenOf(node).toReversed()) open.push(child)
  }
  return false
}

function headOf(node: Node): string | undefined {
  if (isQualified(node)) return node.names.length > 1 ? node.names[0]?.name : undefined
  if (!isSelector(node) || node.optional) return undefined
  return node.value.kind === 'NameExpression' ? node.value.name : undefined
}

const isQualified = (node: Node): node is QualifiedName => node.kind === 'QualifiedName'
const isSelector = (node: Node): node is SelectorExpression => node.kind === 'SelectorExpression'

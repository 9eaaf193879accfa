/** Whether a package uses what one of its files imports: what nobody mentions is neither looked at nor run. */
import { importsOf } from './outline.ts'
import type { SourceFile } from './program.ts'

export function isMentioned(files: readonly SourceFile[], name: string): boolean {
  // An import that breaks off has no name.
  return name !== '' && files.some((file) => mentions(file, name))
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

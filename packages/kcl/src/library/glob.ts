/** Patterns of paths, and what they find. */
import { fail } from '../runtime/errors.ts'

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' | 'sequence' | 'folders' }
  | { readonly kind: 'set'; readonly ranges: readonly (readonly [string, string])[]; readonly isExcept: boolean }

/** `offset` is where the pattern stands in what a message counts on. */
function refuse(position: number, problem: string, offset: number): never {
  return fail(`Failed to read glob pattern: Pattern syntax error near position ${position + offset}: ${problem}`)
}

function tokensOf(pattern: string, offset: number): readonly Token[] {
  const characters = Array.from(pattern)
  const tokens: Token[] = []
  let at = 0
  while (at < characters.length) {
    const character = characters[at] ?? ''
    if (character === '?') {
      tokens.push({ kind: 'any' })
      at++
    } else if (character === '*') {
      const start = at
      while (characters[at] === '*') at++
      tokens.push({ kind: at - start === 1 ? 'sequence' : 'folders' })
      if (at - start > 2) refuse(start + 2, 'wildcards are either regular `*` or recursive `**`', offset)
      if (at - start < 2) continue
      const problem = 'recursive wildcards must form a single path component'
      if (start > 0 && characters[start - 1] !== '/') refuse(start - 1, problem, offset)
      if (at < characters.length && characters[at] !== '/') refuse(at, problem, offset)
      at++
    } else if (character === '[') {
      const isExcept = characters[at + 1] === '!'
      const first = at + (isExcept ? 2 : 1)
      const end = characters.indexOf(']', first + 1)
      if (end < 0) refuse(at, 'invalid range pattern', offset)
      tokens.push({ kind: 'set', ranges: rangesOf(characters.slice(first, end)), isExcept })
      at = end + 1
    } else {
      tokens.push({ kind: 'character', character })
      at++
    }
  }
  return tokens
}

function rangesOf(characters: readonly string[]): readonly (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = []
  for (let at = 0; at < characters.length; at++) {
    const [from = '', dash, to] = characters.slice(at, at + 3)
    const isRange = dash === '-' && to !== undefined
    ranges.push([from, isRange ? to : from])
    if (isRange) at += 2
  }
  return ranges
}

const isWithin = (character: string, ranges: readonly (readonly [string, string])[]): boolean => {
  const point = character.codePointAt(0) ?? 0
  return ranges.some(([from, to]) => (from.codePointAt(0) ?? 0) <= point && point <= (to.codePointAt(0) ?? 0))
}

function fits(token: Token | undefined, character: string): boolean {
  switch (token?.kind) {
    case 'any':
      return true
    case 'character':
      return token.character === character
    case 'set':
      return isWithin(character, token.ranges) !== token.isExcept
    default:
      return false
  }
}

/** Only the last `*` is ever taken up again: none before it could do better. */
function matches(tokens: readonly Token[], name: string): boolean {
  const characters = Array.from(name)
  let [at, token] = [0, 0]
  let retry: { at: number; readonly token: number } | undefined
  while (at < characters.length) {
    if (tokens[token]?.kind === 'sequence') {
      token++
      retry = { at, token }
    } else if (fits(tokens[token], characters[at] ?? '')) {
      at++
      token++
    } else if (retry) {
      at = ++retry.at
      token = retry.token
    } else return false
  }
  while (tokens[token]?.kind === 'sequence') token++
  return token === tokens.length
}

/** What a pattern is looked for in; paths are as the pattern has them. */
export interface Tree {
  exists(path: string): boolean
  /** In order of their names; undefined where there is no folder or none that may be read. */
  list(path: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined
  /** What tells a folder from another, however it is reached. */
  identity(path: string): string
}

interface Part {
  readonly tokens: readonly Token[]
  /** The name, where it is nothing else. */
  readonly name: string | undefined
  readonly isFolders: boolean
}

function partOf(text: string): Part {
  const tokens = tokensOf(text, 0)
  const isName = tokens.every((token) => token.kind === 'character')
  return { tokens, name: isName ? text : undefined, isFolders: tokens[0]?.kind === 'folders' }
}

export function glob(tree: Tree, pattern: string, offset: number): readonly string[] {
  tokensOf(pattern, offset)
  const isRooted = pattern.startsWith('/')
  const texts = pattern.split('/').filter((text) => text !== '')
  // Several in a row are as one.
  const parts = texts.map(partOf).filter((part, at, all) => !part.isFolders || all[at + 1]?.isFolders !== true)
  const wantsFolder = pattern.endsWith('/')
  const found: string[] = []
  const join = (folder: string, name: string): string =>
    folder === '' ? name : folder === '/' ? `/${name}` : `${folder}/${name}`

  const enter = (path: string, at: number, above: ReadonlySet<string>): void => {
    const part = parts[at]
    if (!part) {
      if (!wantsFolder || tree.list(path)) found.push(path)
    } else if (part.name !== undefined) {
      const next = join(path, part.name)
      const isSpecial = part.name === '.' || part.name === '..'
      if (isSpecial ? tree.list(path) : tree.exists(next)) enter(next, at + 1, new Set())
    } else {
      if (part.tokens[0]?.kind === 'character' && part.tokens[0].character === '.') {
        for (const special of ['..', '.'])
          if (matches(part.tokens, special)) enter(join(path, special), at + 1, new Set())
      }
      for (const { name, isFolder } of tree.list(path) ?? []) meet(join(path, name), name, isFolder, at, above)
    }
  }
  /** A name in a folder where a part of the pattern is looked for. */
  const meet = (path: string, name: string, isFolder: boolean, at: number, above: ReadonlySet<string>): void => {
    const part = parts[at]
    if (part?.isFolders !== true) {
      if (!matches(part?.tokens ?? [], name)) return
      if (at < parts.length - 1) enter(path, at + 1, new Set())
      else if (!wantsFolder || isFolder) found.push(path)
      return
    }
    const isLast = at === parts.length - 1
    if (isLast && isFolder) found.push(path)
    if (!isLast) meet(path, name, isFolder, at + 1, above)
    const identity = isFolder ? tree.identity(path) : ''
    // A link to a folder above would never end.
    if (isFolder && !above.has(identity)) enter(path, at, new Set([...above, identity]))
  }
  // Names before the first wildcard are one path, whose folders need not be within reach.
  let first = 0
  while (first < parts.length - 1 && parts[first]?.name !== undefined) first++
  const start = parts.slice(0, first).reduce((path, part) => join(path, part.name ?? ''), isRooted ? '/' : '')
  if (first === 0 || tree.list(start)) enter(start, first, new Set())
  return found
}

/**
 * A program of several files as one text, so that it can be shown, made smaller and run like any other: `#file path`
 * begins each file after the first. Files that lie in no folder are the main package, in order.
 */
const FIRST = 'main.k'
const HEAD = /^#file (\S+)\n/m

export interface ProgramFiles {
  /** Paths to texts. */
  readonly files: ReadonlyMap<string, string>
  /** Those of the main package. */
  readonly entries: readonly string[]
}

export function filesOf(program: string): ProgramFiles {
  const [main = '', ...others] = program.split(HEAD)
  const files = new Map([[FIRST, main]])
  for (let at = 0; at + 1 < others.length; at += 2) files.set(others[at] ?? '', others[at + 1] ?? '')
  return { files, entries: [...files.keys()].filter((path) => !path.includes('/')) }
}

export function fileText(path: string, text: string): string {
  return `#file ${path}\n${text}`
}

/** What a schema's docstring says: the text before its first section, and each attribute's own text. */
export interface Documentation {
  readonly summary: string | null
  readonly attributes: ReadonlyMap<string, string>
}

export function documentation(docstring: string): Documentation {
  const lines = docstring.split(/\r?\n/)
  const isUnderline = (line: string | undefined): boolean => /^\s*-{3,}\s*$/.test(line ?? '')
  const first = lines.findIndex((_line, index) => isUnderline(lines[index + 1]))
  const summary = dedented(lines.slice(0, first < 0 ? undefined : first)).trim()
  const attributes = new Map<string, string>()
  let name: string | undefined
  let margin = 0
  const start = lines.findIndex((line, index) => line.trim() === 'Attributes' && isUnderline(lines[index + 1]))
  for (const [index, line] of start < 0 ? [] : [...lines.entries()].slice(start + 2)) {
    if (isUnderline(lines[index + 1])) break
    if (line.trim() === '') continue
    const indentation = line.length - line.trimStart().length
    const head = /^\s*["']?([^\s:"']+)["']?\s*(?::.*)?$/.exec(line)
    if (head && (name === undefined || indentation <= margin)) {
      name = head[1] ?? ''
      margin = indentation
    } else if (name !== undefined) {
      const before = attributes.get(name)
      attributes.set(name, before === undefined ? line.trim() : `${before}\n${line.trim()}`)
    }
  }
  return { summary: summary === '' ? null : summary, attributes }
}

/** The first line stands behind the quotes, so its indentation says nothing. */
function dedented([first = '', ...lines]: readonly string[]): string {
  const widths = lines.flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]))
  const margin = Math.min(...widths)
  return [first, ...lines.map((line) => line.slice(margin).trimEnd())].join('\n')
}

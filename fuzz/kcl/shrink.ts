/** Makes a program smaller while it stays interesting: first whole lines go, then bracketed parts. */
export async function shrink(
  text: string,
  isInteresting: (candidates: readonly string[]) => Promise<readonly boolean[]>,
  rounds = 12,
): Promise<string> {
  let best = text
  for (let round = 0; round < rounds; round++) {
    const candidates = smaller(best)
    // oxlint-disable-next-line no-await-in-loop
    const verdicts = await isInteresting(candidates)
    const found = candidates
      .filter((_, index) => verdicts[index])
      .toSorted((left, right) => left.length - right.length)[0]
    if (found === undefined) break
    best = found
  }
  return best
}

function smaller(text: string): readonly string[] {
  const lines = text.split('\n')
  const candidates = new Set<string>()
  for (let size = Math.max(1, lines.length >> 1); size >= 1; size >>= 1) {
    for (let from = 0; from < lines.length; from += size) candidates.add(lines.toSpliced(from, size).join('\n'))
  }
  for (const [from, to] of brackets(text)) {
    const inner = text.slice(from + 1, to)
    candidates.add(text.slice(0, from) + text.slice(to + 1))
    candidates.add(text.slice(0, from + 1) + text.slice(to))
    if (text[from] === '(') candidates.add(text.slice(0, from) + inner + text.slice(to + 1))
    for (const part of inner.split(', ')) candidates.add(text.slice(0, from + 1) + part + text.slice(to))
  }
  candidates.delete(text)
  return [...candidates].filter((candidate) => candidate.length < text.length).slice(0, 250)
}

function brackets(text: string): readonly (readonly [number, number])[] {
  const open: number[] = []
  const pairs: (readonly [number, number])[] = []
  for (let at = 0; at < text.length; at++) {
    if ('([{'.includes(text[at] ?? '')) open.push(at)
    if (')]}'.includes(text[at] ?? '')) {
      const from = open.pop()
      if (from !== undefined) pairs.push([from, at])
    }
  }
  return pairs
}

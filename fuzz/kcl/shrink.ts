/** How many candidates are tried together: few, because the first that is interesting replaces the text. */
const TOGETHER = 12

/**
 * Makes a program smaller while it stays interesting: first whole lines go, the largest pieces first, then bracketed
 * parts. The search goes on where it stands after a success and ends after a round without one.
 */
export async function shrink(
  text: string,
  isInteresting: (candidates: readonly string[]) => Promise<readonly boolean[]>,
  most = 400,
): Promise<string> {
  let best = text
  let tried = 0
  let from = 0
  for (let sinceSuccess = 0; tried < most;) {
    const candidates = smaller(best)
    if (sinceSuccess >= candidates.length) break
    const together = Array.from({ length: Math.min(TOGETHER, candidates.length) }, (_, index) => {
      return candidates[(from + index) % candidates.length] ?? ''
    })
    // oxlint-disable-next-line no-await-in-loop
    const verdicts = await isInteresting(together)
    tried += together.length
    const found = together
      .filter((_, index) => verdicts[index])
      .toSorted((left, right) => left.length - right.length)[0]
    sinceSuccess = found === undefined ? sinceSuccess + together.length : 0
    // What stood behind the removed piece now stands in its place.
    from = found === undefined ? from + together.length : from
    best = found ?? best
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
  return [...candidates].filter((candidate) => candidate.length < text.length)
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

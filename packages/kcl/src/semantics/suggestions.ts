/** Names that were probably meant: by the similarity of Jaro and Winkler, as the reference judges it. */

function jaro(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return left.length === right.length ? 1 : 0
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1)
  const taken = right.map(() => false)
  let matched = 0
  let transposed = 0
  let previous = 0
  for (const [at, character] of left.entries()) {
    const end = Math.min(right.length, at + reach + 1)
    for (let other = Math.max(0, at - reach); other < end; other++) {
      if (taken[other] || right[other] !== character) continue
      taken[other] = true
      matched++
      if (other < previous) transposed++
      previous = other
      break
    }
  }
  if (matched === 0) return 0
  // Multiplied as the reference does it: names that are equally close keep their order.
  return (1 / 3) * (matched / left.length + matched / right.length + (matched - transposed) / matched)
}

function similarity(name: string, candidate: string): number {
  const [left, right] = [Array.from(name), Array.from(candidate)]
  const score = jaro(left, right)
  let prefix = 0
  while (prefix < Math.min(left.length, right.length) && left[prefix] === right[prefix]) prefix++
  return Math.min(1, score + 0.1 * prefix * (1 - score))
}

const SIMILAR_ENOUGH = 0.8
const LONGEST_NAME = 100

/** The candidates close enough to `name`, the closest last. */
export function similarNames(name: string, candidates: Iterable<string>): string[] {
  if (name.length > LONGEST_NAME) return []
  const close: { name: string; score: number }[] = []
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_NAME) continue
    const score = similarity(name, candidate)
    if (score > SIMILAR_ENOUGH) close.push({ name: candidate, score })
  }
  return close.sort((left, right) => left.score - right.score).map((one) => one.name)
}

/** `, did you mean '["name"]'?` or nothing. */
export function suggestionText(name: string, candidates: Iterable<string>): string {
  const names = similarNames(name, candidates)
  return names.length === 0 ? '' : `, did you mean '[${names.map((one) => JSON.stringify(one)).join(', ')}]'?`
}

/** The names that a message with such a text offers, the closest first. */
export function suggestedNames(message: string): readonly string[] {
  const [, list] = /, did you mean '(\[.*\])'\?$/.exec(message) ?? []
  return list === undefined ? [] : (JSON.parse(list) as string[]).toReversed()
}

/** What changed between two texts, as `diff -u` shows it. */
const CONTEXT = 3
/** Beyond this the table of common lines costs more than it shows: all that lies between is replaced. */
const MAXIMUM_TABLE = 4_000_000

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return ''
  const lines = compared(linesOf(before), linesOf(after))
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]))
  const hunks: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = hunks.at(-1)
    if (last && index - CONTEXT <= last.to + CONTEXT) last.to = index
    else hunks.push({ from: index, to: index })
  }
  const texts = hunks.map(({ from, to }) => hunk(lines, Math.max(0, from - CONTEXT), to + CONTEXT + 1))
  return `--- ${file}\n+++ ${file}\n${texts.join('')}`
}

function hunk(lines: readonly Line[], from: number, to: number): string {
  const count = (some: readonly Line[], mark: '-' | '+'): number =>
    some.filter((line) => line.mark === ' ' || line.mark === mark).length
  const earlier = lines.slice(0, from)
  const shown = lines.slice(from, to)
  const range = (mark: '-' | '+'): string => {
    const length = count(shown, mark)
    return `${count(earlier, mark) + (length === 0 ? 0 : 1)},${length}`
  }
  const body = shown.map(({ mark, text }) => {
    return text.endsWith('\n') ? mark + text : `${mark}${text}\n\\ No newline at end of file\n`
  })
  return `@@ -${range('-')} +${range('+')} @@\n${body.join('')}`
}

/** The longest common lines stay; equal heads and tails, which is most of a file, are passed over first. */
function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const same = (text: string): Line => ({ mark: ' ', text })
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function middle(before: readonly string[], after: readonly string[]): readonly Line[] {
  if (before.length * after.length > MAXIMUM_TABLE) {
    const marked =
      (mark: '-' | '+') =>
      (text: string): Line => ({ mark, text })
    return [...before.map(marked('-')), ...after.map(marked('+'))]
  }
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  const at = (left: number, right: number): number => common[left * width + right] ?? 0
  for (let left = before.length - 1; left >= 0; left--) {
    for (let right = after.length - 1; right >= 0; right--) {
      common[left * width + right] =
        before[left] === after[right] ? at(left + 1, right + 1) + 1 : Math.max(at(left + 1, right), at(left, right + 1))
    }
  }
  const lines: Line[] = []
  let left = 0
  let right = 0
  while (left < before.length || right < after.length) {
    if (left < before.length && right < after.length && before[left] === after[right]) {
      lines.push({ mark: ' ', text: before[left++] ?? '' })
      right++
    } else if (right >= after.length || (left < before.length && at(left + 1, right) >= at(left, right + 1))) {
      lines.push({ mark: '-', text: before[left++] ?? '' })
    } else lines.push({ mark: '+', text: after[right++] ?? '' })
  }
  return lines
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

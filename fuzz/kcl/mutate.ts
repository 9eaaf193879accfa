/** Sources that are broken in the ways in which people, tools and attackers break them. */
import type { Random } from './random.ts'

const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '"""',
  '${',
  '\\',
  '\n',
  '    ',
  '\t',
  ':',
  '=',
  '+=',
  '**',
  '*',
  '.',
  '?.',
  ',',
  '@',
  '$',
  '!',
  ';',
  '#',
  '\u0000',
  '😀',
  'é',
  '\r',
  '__proto__',
  'constructor',
  'schema ',
  'check:',
  'mixin [',
  'lambda ',
  'if ',
  'else',
  'for ',
  'in ',
  'import ',
  'all x in ',
  ' as ',
  'type ',
  'rule ',
  'Undefined',
  'None',
  '0x',
  '1e999',
  '9223372036854775808',
  '1Ki',
  '_',
]

export function mutate(random: Random, sources: readonly string[]): string {
  let text = random.pick(sources).slice(0, 4000)
  for (let count = random.int(1, 4); count > 0; count--) text = mutated(random, text, sources)
  return text
}

function mutated(random: Random, text: string, sources: readonly string[]): string {
  const at = random.int(0, text.length)
  const to = Math.min(text.length, at + random.int(1, 12))
  const lines = text.split('\n')
  const line = random.int(0, lines.length - 1)
  return random.choose([
    [3, () => text.slice(0, at) + text.slice(to)],
    [3, () => text.slice(0, at) + random.pick(FRAGMENTS) + text.slice(at)],
    [1, () => text.slice(0, at) + text.slice(at, to) + text.slice(at)],
    [1, () => text.slice(0, at)],
    [2, () => lines.toSpliced(line, 1).join('\n')],
    [1, () => lines.toSpliced(line, 0, lines[random.int(0, lines.length - 1)] ?? '').join('\n')],
    [1, () => lines.with(line, `${' '.repeat(random.int(0, 9))}${(lines[line] ?? '').trimStart()}`).join('\n')],
    [1, () => `${text.slice(0, at)}${random.pick(sources).slice(random.int(0, 200), random.int(200, 600))}`],
    [1, () => swapped(random, text)],
  ])
}

/** Two words change places. */
function swapped(random: Random, text: string): string {
  const words = text.split(/(\W+)/)
  const [left, right] = [random.int(0, words.length - 1), random.int(0, words.length - 1)]
  return words
    .map((word, index) => (index === left ? (words[right] ?? '') : index === right ? (words[left] ?? '') : word))
    .join('')
}

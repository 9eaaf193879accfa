/** Random configs that nobody declares: nested keys, operators, places of lists, branches, keys that read each other. */
import { DATA, type Author } from './author.ts'
import { indent, isFresh } from './layout.ts'
import { BOOL, INT, type Type } from './types.ts'

const NUMBERS: Type = { kind: 'list', item: INT }

export class ConfigWriter {
  readonly #author: Author

  constructor(author: Author) {
    this.#author = author
  }

  write(): string {
    const author = this.#author
    const entries = this.#entries(author.random.int(1, 5), 2)
    return `${author.name('config')} = ${braced(entries)}`
  }

  #entries(count: number, depth: number): readonly string[] {
    return Array.from({ length: count }, () => this.#entry(depth))
  }

  #entry(depth: number): string {
    const author = this.#author
    const { random } = author
    return random.choose([
      [6, () => this.#plain()],
      [
        depth > 0 ? 1 : 0,
        () =>
          `${random.pick(['m', 'n'])}${random.pick([': ', ' = '])}${braced(this.#entries(random.int(1, 3), depth - 1))}`,
      ],
      [1.5, () => this.#grown()],
      [depth > 0 ? 1 : 0, () => this.#branches(depth)],
      [0.6, () => this.#sibling()],
      [0.6, () => `**${this.#unpacked()}`],
      [0.4, () => `"\${${author.value(INT, 0).replaceAll(/["{}]/g, '')}}" = ${author.value(INT, 1)}`],
      [0.4, () => `{"k\${i}": i * 2 for i in ${author.value(NUMBERS, 1)}}`.replace(/^/, '**')],
    ])
  }

  #plain(): string {
    const { random } = this.#author
    const value = this.#author.value(random.pick(DATA), 2)
    // What is read from elsewhere and united with more changes there too, for the reference.
    if (!isFresh(value)) return `${random.pick(['a', 'e', 'f'])} = ${value}`
    const key = random.pick(['c', 'b', 'c.d', 'c.e', 'd', '"g h"', 'list', 'c.d.x'])
    return `${key}${random.pick([' = ', ': '])}${value}`
  }

  /** A list and what later entries do to it. */
  #grown(): string {
    const { random } = this.#author
    const items = Array.from({ length: random.int(1, 3) }, () => random.int(0, 9))
    const key = random.pick(['l', 'k'])
    const place = random.pick(['0', '-1', String(items.length - 1)])
    const changes = random.pick([
      [`${key} += [${random.int(0, 9)}]`],
      [`${key}[${place}] = ${random.int(0, 9)}`],
      [`${key}[${place}] += [${random.int(0, 9)}]`],
      [`${key}[0] = Undefined`],
      [`${key} += ${random.int(0, 9)}`, `${key}[1] = 5`],
      [`${key}: [${items.join(', ')}]`],
    ])
    return [`${key}${random.pick([': ', ' = '])}[${items.join(', ')}]`, ...changes].join('\n')
  }

  #branches(depth: number): string {
    const author = this.#author
    const { random } = author
    const arm = (): string => indent(this.#entries(random.int(1, 2), depth - 1).join('\n'))
    const parts = [`if ${author.value(BOOL, 1)}:\n    ${arm()}`]
    if (random.chance(0.3)) parts.push(`elif ${author.value(BOOL, 1)}:\n    ${arm()}`)
    if (random.chance(0.5)) parts.push(`else:\n    ${arm()}`)
    return parts.join('\n')
  }

  /** Keys that entries after them read. */
  #sibling(): string {
    const { random } = this.#author
    const key = random.pick(['x', 'y'])
    const value = this.#author.value(INT, 1)
    return [`${key} = ${value}`, `${key}${key} = ${random.pick([key, `${key} + 1`, `[${key}]`, `"\${${key}}"`])}`].join(
      '\n',
    )
  }

  #unpacked(): string {
    const text = this.#author.value({ kind: 'dict', value: INT }, 1)
    return /^[\w{]/.test(text) && !text.includes(' if ') ? text : '{}'
  }
}

function braced(entries: readonly string[]): string {
  return `{\n    ${indent(entries.join('\n'))}\n}`
}

/** Literals with the same keys and operators, in the same order, share their shape. */
import { overridesOf, type Literal } from '../../runtime/config.ts'
import { Shape } from '../../runtime/values.ts'
import type { ConfigEntry, KeyValueEntry } from '../../syntax/nodes.ts'
import { plainKey } from '../config-emitter.ts'

class ShapeNode {
  readonly united = new Map<string, ShapeNode>()
  readonly overriding = new Map<string, ShapeNode>()
  literal: Literal | undefined
}

export class ShapeTree {
  readonly #root = new ShapeNode()

  /** The same for entries of which nothing is known: most literals are like one before. */
  known(entries: readonly ConfigEntry[]): Literal | undefined {
    let node: ShapeNode | undefined = this.#root
    for (let at = 0; at < entries.length && node; at++) {
      const entry = entries[at]
      const key = entry?.kind === 'KeyValueEntry' && entry.operator !== '+=' ? plainKey(entry) : undefined
      if (key === undefined) return undefined
      node = (entry as KeyValueEntry).operator === '=' ? node.overriding.get(key) : node.united.get(key)
    }
    return node?.literal
  }

  of(keys: readonly string[], entries: readonly KeyValueEntry[]): Literal {
    let node = this.#root
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string
      const nodes = entries[at]?.operator === '=' ? node.overriding : node.united
      let next = nodes.get(key)
      if (!next) nodes.set(key, (next = new ShapeNode()))
      node = next
    }
    return (node.literal ??= {
      shape: new Shape(keys),
      operators: overridesOf(keys.filter((_, index) => entries[index]?.operator === '=')),
    })
  }
}

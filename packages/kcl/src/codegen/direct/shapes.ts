/** Literals with the same keys and operators, in the same order, share their shape. */
import { overridesOf, type Literal } from '../../runtime/config.ts'
import { Shape } from '../../runtime/values.ts'
import type { KeyValueEntry } from '../../syntax/nodes.ts'

class ShapeNode {
  readonly united = new Map<string, ShapeNode>()
  readonly overriding = new Map<string, ShapeNode>()
  literal: Literal | undefined
}

export class ShapeTree {
  readonly #root = new ShapeNode()

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

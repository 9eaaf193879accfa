/** An `if` with its `elif`s as one list: chains are as long as programs are, and nobody should recur for each arm of theirs. */
import type { IfEntry, IfItem, IfStatement } from './nodes.ts'

type If = IfStatement | IfEntry | IfItem

export interface Chain<N extends If> {
  readonly arms: readonly N[]
  /** What is left where no arm is taken. */
  readonly orElse: N['orElse']
}

/** A lone `if` after `else` is an arm too: it means the same. */
export function chainOf<N extends If>(first: N): Chain<N> {
  const arms = [first]
  let orElse: N['orElse'] = first.orElse
  for (;;) {
    const only: { readonly kind: string } | undefined = orElse[0]
    if (only === undefined || orElse.length > 1 || only.kind !== first.kind) return { arms, orElse }
    arms.push(only as N)
    orElse = (only as N).orElse
  }
}

/** What its arms hold, in order. */
export function bodiesOf<N extends If>(first: N): readonly N['body'][] {
  const { arms, orElse } = chainOf(first)
  return [...arms.map(({ body }) => body), orElse]
}

/** An arm as it is read. */
export interface Arm<N extends If> {
  readonly start: number
  readonly condition: N['condition']
  readonly body: N['body']
  readonly isElif: boolean
}

/** The tree of a chain that was read arm by arm. */
export function chained<N extends If>(
  arms: readonly Arm<N>[],
  orElse: N['orElse'],
  node: (arm: Arm<N>, orElse: N['orElse']) => N,
): N {
  let made: N | undefined
  for (const arm of arms.toReversed()) made = node(arm, made ? ([made] as unknown as N['orElse']) : orElse)
  return made as N
}

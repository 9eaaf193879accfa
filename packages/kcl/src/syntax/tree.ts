/** Walks over any part of the tree, whatever its kind. */
import type { Range } from './nodes.ts'

export interface Node extends Range {
  readonly kind: string
}

export function childrenOf(node: object): readonly Node[] {
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).flatMap(nodesIn))
}

function nodesIn(value: unknown): readonly Node[] {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return []
  // The parts of an interpolated string have no ranges of their own.
  return 'start' in value ? [value as Node] : childrenOf(value)
}

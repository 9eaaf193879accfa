/** Visits nodes in dependency order with bounded concurrency. */
import type { ResourceId } from '@kusion/spec'

export interface WalkNode {
  readonly id: ResourceId
  readonly after: readonly ResourceId[]
}

/**
 * `visit` answers whether what waits for the node may go on. Nodes that wait for one that failed are handed to `skip`
 * with the id of the failure. No node is started once `isStopped` says so; what runs is waited for.
 */
export async function walk<T extends WalkNode>(
  nodes: readonly T[],
  concurrency: number,
  visit: (node: T) => Promise<boolean>,
  skip: (node: T, because: ResourceId) => void = () => {},
  isStopped: () => boolean = () => false,
): Promise<void> {
  const known = new Set(nodes.map((node) => node.id))
  const waiting = new Map<ResourceId, number>()
  const followers = new Map<ResourceId, T[]>()
  const ready: T[] = []
  for (const node of nodes) {
    const after = node.after.filter((id) => known.has(id))
    waiting.set(node.id, after.length)
    if (after.length === 0) ready.push(node)
    for (const id of after) {
      const list = followers.get(id)
      if (list) list.push(node)
      else followers.set(id, [node])
    }
  }
  const blocked = new Map<ResourceId, ResourceId>()
  let next = 0
  let running = 0
  await new Promise<void>((resolve, reject) => {
    const settle = (node: T, goesOn: boolean): void => {
      const cause = goesOn ? undefined : (blocked.get(node.id) ?? node.id)
      for (const follower of followers.get(node.id) ?? []) {
        if (cause !== undefined && !blocked.has(follower.id)) blocked.set(follower.id, cause)
        const left = (waiting.get(follower.id) ?? 0) - 1
        waiting.set(follower.id, left)
        if (left === 0) ready.push(follower)
      }
    }
    const pump = (): void => {
      while (next < ready.length && running < concurrency && !isStopped()) {
        const node = ready[next++] as T
        const because = blocked.get(node.id)
        if (because !== undefined) {
          skip(node, because)
          settle(node, false)
          continue
        }
        running++
        visit(node).then((goesOn) => {
          running--
          settle(node, goesOn)
          pump()
        }, reject)
      }
      if (running === 0 && (next >= ready.length || isStopped())) resolve()
    }
    pump()
  })
}

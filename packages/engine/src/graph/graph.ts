/**
 * What must happen before what. Nodes are the resources of the Spec and those that only State knows, which are to be
 * deleted. Linear in resources and dependencies.
 */
import type { Diagnostic } from '@kusion/diagnostics'
import {
  ReferenceReader,
  specDiagnostic,
  verifyResources,
  type Resource,
  type ResourceId,
  type State,
} from '@kusion/spec'

export interface GraphNode {
  readonly id: ResourceId
  /** Undefined: to be deleted. */
  readonly desired: Resource | undefined
  readonly prior: Resource | undefined
  /** What must be done before this. */
  readonly after: readonly ResourceId[]
  /** Those of `after` whose values this resource needs. */
  readonly references: readonly ResourceId[]
}

/** In an order in which every node comes after the ones it waits for. */
export type Graph = readonly GraphNode[]

export function buildGraph(
  resources: readonly Resource[],
  state: State,
): { readonly graph: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [...verifyResources(resources)]
  const wanted = new Map(resources.map((resource) => [resource.id, resource]))
  const prior = new Map(state.resources.map((resource) => [resource.id, resource]))
  const reader = new ReferenceReader([...wanted.keys(), ...prior.keys()])
  const nodes = new Map<ResourceId, GraphNode>()
  for (const resource of wanted.values()) {
    const references = new Set(reader.collect(resource.attributes).map((reference) => reference.id))
    const after = new Set([...(resource.dependsOn ?? []), ...references])
    for (const id of after) {
      if (wanted.has(id)) continue
      diagnostics.push(
        specDiagnostic(
          'KUS-1007',
          `${resource.id} depends on ${id}, which is ${prior.has(id) ? 'no longer' : 'not'} in the Spec`,
          undefined,
          'add that resource, or take the dependency away',
        ),
      )
      after.delete(id)
    }
    nodes.set(resource.id, {
      id: resource.id,
      desired: resource,
      prior: prior.get(resource.id),
      after: [...after],
      references: [...references].filter((id) => wanted.has(id)),
    })
  }
  const dependents = deletionOrder(state, wanted, reader)
  for (const resource of prior.values()) {
    if (wanted.has(resource.id)) continue
    nodes.set(resource.id, {
      id: resource.id,
      desired: undefined,
      prior: resource,
      after: dependents.get(resource.id) ?? [],
      references: [],
    })
  }
  const { order, cycle } = sort(nodes)
  if (cycle) {
    diagnostics.push(
      specDiagnostic(
        'KUS-1008',
        `these resources wait for each other: ${cycle.join(' → ')}`,
        undefined,
        'take one of the dependencies away',
      ),
    )
  }
  return { graph: order, diagnostics }
}

/** What is deleted waits for the deletion of all that depended on it. */
function deletionOrder(
  state: State,
  wanted: ReadonlyMap<ResourceId, Resource>,
  reader: ReferenceReader,
): ReadonlyMap<ResourceId, ResourceId[]> {
  const gone = new Set(state.resources.filter((resource) => !wanted.has(resource.id)).map((resource) => resource.id))
  const dependents = new Map<ResourceId, ResourceId[]>()
  for (const resource of state.resources) {
    if (!gone.has(resource.id)) continue
    const needs = new Set([
      ...(resource.dependsOn ?? []),
      ...reader.collect(resource.attributes).map((reference) => reference.id),
    ])
    for (const id of needs) {
      if (!gone.has(id) || id === resource.id) continue
      const list = dependents.get(id)
      if (list) list.push(resource.id)
      else dependents.set(id, [resource.id])
    }
  }
  return dependents
}

/** Kahn's order; what is left over contains a cycle. */
function sort(nodes: ReadonlyMap<ResourceId, GraphNode>): {
  readonly order: Graph
  readonly cycle: readonly ResourceId[] | undefined
} {
  const waiting = new Map<ResourceId, number>()
  const followers = new Map<ResourceId, GraphNode[]>()
  const ready: GraphNode[] = []
  for (const node of nodes.values()) {
    waiting.set(node.id, node.after.length)
    if (node.after.length === 0) ready.push(node)
    for (const id of node.after) {
      const list = followers.get(id)
      if (list) list.push(node)
      else followers.set(id, [node])
    }
  }
  for (let index = 0; index < ready.length; index++) {
    for (const follower of followers.get(ready[index]?.id as ResourceId) ?? []) {
      const left = (waiting.get(follower.id) ?? 0) - 1
      waiting.set(follower.id, left)
      if (left === 0) ready.push(follower)
    }
  }
  return ready.length === nodes.size
    ? { order: ready, cycle: undefined }
    : { order: ready, cycle: findCycle(nodes, new Set(ready.map((node) => node.id))) }
}

function findCycle(nodes: ReadonlyMap<ResourceId, GraphNode>, sorted: ReadonlySet<ResourceId>): readonly ResourceId[] {
  const path: ResourceId[] = []
  const at = new Map<ResourceId, number>()
  let id = [...nodes.keys()].find((candidate) => !sorted.has(candidate))
  while (id !== undefined && !at.has(id)) {
    at.set(id, path.length)
    path.push(id)
    id = nodes.get(id)?.after.find((next) => !sorted.has(next))
  }
  return id === undefined ? path : [...path.slice(at.get(id)), id]
}

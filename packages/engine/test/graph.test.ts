import { resourceId, type Resource, type State } from '@kusion/spec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildGraph, replay, type JournalEntry } from '../src/index.ts'

const resource = (name: string, ...after: string[]): Resource => ({
  id: resourceId(name),
  type: 'Test',
  attributes: {},
  ...(after.length > 0 ? { dependsOn: after.map(resourceId) } : {}),
})
const state = (...resources: Resource[]): State => ({ resources })
const order = (wanted: readonly Resource[], prior: State = state()): string =>
  buildGraph(wanted, prior)
    .graph.map((node) => `${node.desired ? '+' : '-'}${node.id}`)
    .join(' ')

describe('order', () => {
  test.each([
    ['what is depended on comes first', order([resource('b', 'a'), resource('a')]), '+a +b'],
    [
      'a diamond',
      order([resource('d', 'b', 'c'), resource('b', 'a'), resource('c', 'a'), resource('a')]),
      '+a +b +c +d',
    ],
    ['deletions go the other way', order([], state(resource('a'), resource('b', 'a'), resource('c', 'b'))), '-c -b -a'],
    [
      'what stays is no obstacle to a deletion',
      order([resource('a')], state(resource('a'), resource('b', 'a'))),
      '+a -b',
    ],
  ])('%s', (_title, found, expected) => expect(found).toBe(expected))

  test('a reference is a dependency, also to an id with dots', () => {
    const ingress = resource('networking.k8s.io/v1:Ingress:ns:n')
    const user: Resource = { ...resource('u'), attributes: { host: `$kusion_path.${ingress.id}.spec.host` } }
    expect(order([user, ingress])).toBe(`+${ingress.id} +u`)
  })
})

describe('what is wrong', () => {
  const messages = (wanted: readonly Resource[]): readonly string[] =>
    buildGraph(wanted, state()).diagnostics.map((diagnostic) => diagnostic.message)
  test.each([
    [[resource('a', 'b'), resource('b', 'a')], 'these resources wait for each other: a → b → a'],
    [[resource('a', 'none')], 'a depends on none, which is not in the Spec'],
    [[resource('a'), resource('a')], "two resources have the id 'a'"],
  ])('%#', (wanted, expected) => expect(messages(wanted)).toContain(expected))
})

test('a graph of 10,000 resources grows with their number', () => {
  const chain = Array.from({ length: 10_000 }, (_, index) =>
    index === 0 ? resource('r0') : resource(`r${index}`, `r${index - 1}`),
  )
  expect(buildGraph(chain, state()).graph.length).toBe(10_000)
})

test('whatever prefix of a journal survives, what it proves is kept and the rest is in doubt', () => {
  const operations = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), remove: fc.boolean(), ok: fc.boolean() }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(operations, fc.nat(), (list, cut) => {
      const entries: JournalEntry[] = [{ type: 'begin', revision: 1, plan: '', operations: 1 }]
      const world = new Map<string, boolean>()
      for (const { name, remove, ok } of list) {
        const desired = remove ? null : resource(name)
        entries.push({
          type: 'intent',
          id: resourceId(name),
          action: remove ? 'delete' : 'create',
          desired,
          prior: null,
        })
        entries.push({ type: 'outcome', id: resourceId(name), ok, resource: ok ? desired : null })
      }
      const kept = entries.slice(0, 1 + (cut % entries.length))
      for (const entry of kept) if (entry.type === 'outcome' && entry.ok) world.set(entry.id, entry.resource !== null)
      const { resources, inDoubt, revision } = replay(kept, [])
      expect(revision).toBe(1)
      expect([...resources.keys()].toSorted()).toEqual(
        [...world]
          .filter(([, isThere]) => isThere)
          .map(([id]) => id)
          .toSorted(),
      )
      const last = kept.at(-1)
      expect(inDoubt.map((intent) => intent.id)).toEqual(last?.type === 'intent' ? [last.id] : [])
    }),
  )
})

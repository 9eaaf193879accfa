import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStream, Journal, Releases, type JournalEntry } from '@kusion/engine'
import { resourceId, type Resource } from '@kusion/spec'
import { afterAll, expect, test } from 'vitest'
import { recover } from '../../engine/src/release/recover.ts'
import { createLocalStore } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kusion-releases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const content = { spec: { resources: [] }, state: { resources: [] }, phase: 'applying' as const }
const name = (stack: string) => ({ project: 'shop', stack, workspace: 'dev' })

test('a release that a crash left unlisted is written over, and the numbers have no hole', async () => {
  const store = createLocalStore(join(folder, 'crash'))
  const releases = new Releases(store, name('dev'))
  const first = await releases.create(content, '2026-01-01T00:00:00Z')
  const index = 'releases/shop/dev/.metadata.yml'
  const listed = await store.get(index)
  await releases.create(content, '2026-01-01T00:01:00Z')
  // As if the process had died before the list was written.
  const later = await store.get(index)
  await store.put(index, listed?.text ?? '', later?.version)
  const again = await releases.create(content, '2026-01-01T00:02:00Z')
  expect([first.revision, again.revision]).toEqual([1, 2])
  expect((await releases.list()).map((release) => release.createTime)).toEqual([
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:02:00Z',
  ])
})

test('a number that another stack has taken is left to it', async () => {
  const store = createLocalStore(join(folder, 'two'))
  await store.put(
    'releases/shop/dev/1.yaml',
    'project: shop\nworkspace: dev\nstack: pre\nrevision: 1\nphase: applying\nspec:\n  resources: []\nstate:\n  resources: []\ncreateTime: 2026-01-01T00:00:00Z\nmodifiedTime: 2026-01-01T00:00:00Z\n',
    undefined,
  )
  const release = await new Releases(store, name('dev')).create(content, '2026-01-01T00:01:00Z')
  expect(release.revision).toBe(2)
})

test.each([
  { finished: ['a', 'b'], phase: 'succeeded' },
  { finished: ['a'], phase: 'failed' },
  { finished: [], phase: 'failed' },
])('a run that stopped after $finished of two operations is recorded as $phase', async ({ finished, phase }) => {
  const store = createLocalStore(mkdtempSync(join(folder, 'stopped-')))
  const releases = new Releases(store, name('dev'))
  const { revision } = await releases.create(content, '2026-01-01T00:00:00Z')
  const journal = new Journal(store, releases.journalKey)
  const record = (entry: JournalEntry): Promise<void> => journal.record(entry)
  await record({ type: 'begin', revision, plan: '', operations: 2 })
  for (const id of finished.map(resourceId)) {
    const resource: Resource = { id, type: 'Kubernetes', attributes: {}, dependsOn: [], extensions: {} }
    await record({ type: 'intent', id, action: 'create', desired: resource, prior: null })
    await record({ type: 'outcome', id, ok: true, resource })
  }
  const { signal } = new AbortController()
  expect(await recover(store, releases, new Map(), new EventStream(), signal)).toBeUndefined()
  const latest = await releases.latest()
  expect(latest?.phase).toBe(phase)
  expect(latest?.state.resources.map((resource) => resource.id)).toEqual(finished)
  expect(await journal.read()).toEqual([])
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Releases } from '@kusion/engine'
import { afterAll, expect, test } from 'vitest'
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

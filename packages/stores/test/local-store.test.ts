import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createLocalStore, Workspaces } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'kusion-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const holder = (process: number) => ({
  who: 'me',
  process,
  host: hostname(),
  command: 'test',
  since: '2026-01-01T00:00:00Z',
})

test('a write needs the version that it replaces', async () => {
  const store = createLocalStore(join(folder, 'swap'))
  const first = await store.put('a/b', 'one', undefined)
  expect(first.ok).toBe(true)
  expect(await store.put('a/b', 'two', undefined)).toEqual({ ok: false, reason: 'changed' })
  expect((await store.put('a/b', 'two', first.ok ? first.version : '')).ok).toBe(true)
  expect((await store.get('a/b'))?.text).toBe('two')
  expect(statSync(join(folder, 'swap/a/b')).mode & 0o777).toBe(0o600)
})

test('of many writers at once each change is kept', async () => {
  const path = join(folder, 'many')
  const script = `
    import { createLocalStore } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))}
    const store = createLocalStore(${JSON.stringify(path)})
    for (let left = 25; left > 0; ) {
      const now = await store.get('counter')
      if ((await store.put('counter', String(Number(now?.text ?? 0) + 1), now?.version)).ok) left--
    }`
  const results = await Promise.all(
    Array.from({ length: 3 }, async () =>
      spawnSync(process.execPath, ['--conditions=@kusion/source', '--input-type=module', '-e', script], {
        encoding: 'utf8',
      }),
    ),
  )
  expect(results.map((result) => result.stderr.replaceAll(/.*Warning.*\n/g, ''))).toEqual(['', '', ''])
  expect((await createLocalStore(path).get('counter'))?.text).toBe('75')
})

test('a torn last line of a journal is left out', async () => {
  const store = createLocalStore(join(folder, 'journal'))
  await store.append('j', '{"a":1}')
  await store.append('j', '{"b":2}\n{"c":3}')
  appendFileSync(join(folder, 'journal/j'), '{"torn":')
  expect(await store.readLines('j')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
})

test('a lock names its holder, and a dead holder holds nothing', async () => {
  const store = createLocalStore(join(folder, 'lock'))
  const first = await store.lock('k', holder(process.pid))
  expect(first.ok).toBe(true)
  const second = await store.lock('k', holder(process.pid))
  expect(second).toMatchObject({ ok: false, holder: { who: 'me', since: '2026-01-01T00:00:00Z' } })
  if (first.ok) await first.lease.release()
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  expect((await store.lock('k', holder(gone))).ok).toBe(true)
  const third = await store.lock('k', holder(process.pid))
  expect(third.ok && first.ok && third.lease.fencing > first.lease.fencing).toBe(true)
})

test('workspaces: default is always there, others are made, listed, switched to and deleted', async () => {
  const workspaces = new Workspaces(createLocalStore(join(folder, 'workspaces')))
  expect(await workspaces.list()).toEqual({ current: 'default', names: ['default'] })
  expect(await workspaces.create('dev', 'modules: {}\n', 'dev.yaml', true)).toEqual({ ok: true })
  expect(await workspaces.list()).toEqual({ current: 'dev', names: ['default', 'dev'] })
  expect(await workspaces.create('bad', 'modules: 7\n', 'bad.yaml', false)).toMatchObject({ ok: false })
  expect(await workspaces.get('none')).toMatchObject({ ok: false, message: "there is no workspace 'none'" })
  expect(await workspaces.delete('dev')).toEqual({ ok: true })
  expect(await workspaces.list()).toEqual({ current: 'default', names: ['default'] })
})

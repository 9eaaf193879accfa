import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { controlPlane, testNamespace, whyNoControlPlane } from '../../../testbed/src/index.ts'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.ts'
import { workplace, type Workplace } from './commands.ts'

const OBJECTS = 200

interface Listed {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly uid: string } }[]
}

function writeStack(place: Workplace, name: string, namespace: string): string {
  const folder = join(place.folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'project.yaml'), `name: ${name}\n`)
  writeFileSync(join(folder, 'stack.yaml'), 'name: dev\n')
  const space = {
    id: `v1:Namespace:${namespace}`,
    type: 'Kubernetes',
    attributes: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  }
  const maps = Array.from({ length: OBJECTS }, (_, index) => ({
    id: `v1:ConfigMap:${namespace}:c${index}`,
    type: 'Kubernetes',
    attributes: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c${index}`, namespace, labels: { crash: name } },
      data: { index: String(index) },
    },
    dependsOn: [space.id],
  }))
  writeFileSync(join(folder, 'spec.yaml'), JSON.stringify({ resources: [space, ...maps] }))
  return folder
}

/** Kills an apply after some milliseconds, applies again, and looks at what is there. */
async function killAndResume(
  place: Workplace,
  name: string,
  namespace: string,
  after: number,
  list: (namespace: string, label: string) => Promise<Listed>,
): Promise<boolean> {
  const folder = writeStack(place, name, namespace)
  const parameters = ['apply', '--yes', '--spec-file', 'spec.yaml', '--no-watch', '--no-detail']
  const first = place.start('kusion', parameters, { cwd: folder })
  const timer = setTimeout(() => first.child.kill('SIGKILL'), after)
  const killed = (await first.finished).code === null
  clearTimeout(timer)
  const before = new Map((await list(namespace, name)).items.map((item) => [item.metadata.name, item.metadata.uid]))
  const second = await place.run('kusion', parameters, { cwd: folder })
  expect(second).toMatchObject({ code: 0, err: '' })
  const { items } = await list(namespace, name)
  expect(items.length).toBe(OBJECTS)
  for (const item of items)
    if (before.has(item.metadata.name)) expect(item.metadata.uid).toBe(before.get(item.metadata.name))
  const third = await place.run('kusion', parameters, { cwd: folder })
  expect(third.out).toContain('No changes')
  const releases = JSON.parse((await place.run('kusion', ['release', 'list', '-o', 'json'], { cwd: folder })).out) as {
    revision: number
    phase: string
  }[]
  expect(releases.at(-1)?.phase).toBe('succeeded')
  expect(releases.every((release) => release.phase === 'succeeded' || release.phase === 'failed')).toBe(true)
  expect(releases.map((release) => release.revision)).toEqual(releases.map((_, index) => index + 1))
  return killed
}

describe('kill -9 in the middle of an apply of 200 objects, against the sandbox', () => {
  let sandbox: Sandbox
  let place: Workplace
  beforeAll(async () => {
    sandbox = await startSandbox({ delayMilliseconds: 2 })
    const folder = mkdtempSync(join(tmpdir(), 'kusion-crash-'))
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig)
    place = workplace(join(folder, 'kubeconfig'))
  })
  afterAll(async () => {
    await sandbox.stop()
    place.remove()
  })
  const list = async (namespace: string, label: string): Promise<Listed> => {
    const answer = await fetch(
      `${sandbox.url}/api/v1/namespaces/${namespace}/configmaps?labelSelector=crash=${label}`,
      { headers: { authorization: `Bearer ${sandbox.token}` } },
    )
    return (await answer.json()) as Listed
  }
  test('50 random points: everything is there once, and the history is consistent', { timeout: 600_000 }, async () => {
    let killed = 0
    for (let point = 0; point < 50; point++) {
      const after = 180 + Math.floor(Math.random() * 500)
      if (await killAndResume(place, `crash${point}`, `crash-${point}`, after, list)) killed++
    }
    console.log(`crash: ${killed} of 50 applies were killed before they ended`)
    expect(killed).toBeGreaterThan(25)
  })
})

const why = whyNoControlPlane()
describe.skipIf(why !== undefined)(
  `kill -9 against the real control plane${why === undefined ? '' : ` (${why})`}`,
  () => {
    test('5 random points', { timeout: 300_000 }, async () => {
      const plane = await controlPlane()
      const place = workplace(plane.kubeconfigPath)
      const list = async (namespace: string, label: string): Promise<Listed> => {
        const text = execFileSync(
          plane.kubectl,
          [
            '--kubeconfig',
            plane.kubeconfigPath,
            '-n',
            namespace,
            'get',
            'configmaps',
            '-l',
            `crash=${label}`,
            '-o',
            'json',
          ],
          { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
        )
        return JSON.parse(text) as Listed
      }
      for (let point = 0; point < 5; point++) {
        await killAndResume(place, `real${point}`, testNamespace('crash'), 300 + Math.floor(Math.random() * 700), list)
      }
      place.remove()
    })
  },
)

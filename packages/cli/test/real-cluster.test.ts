import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { controlPlane, testNamespace, whyNoControlPlane, type ControlPlane } from '../../../testbed/src/index.ts'
import { discover } from '../../konfig/src/index.ts'
import { workplace, type Workplace } from './commands.ts'

const why = whyNoControlPlane()

describe.skipIf(why !== undefined)(`the real control plane${why === undefined ? '' : ` (${why})`}`, () => {
  let plane: ControlPlane
  let place: Workplace

  beforeAll(async () => {
    plane = await controlPlane()
    place = workplace(plane.kubeconfigPath)
    cpSync(join(import.meta.dirname, '../../../examples/konfig'), join(place.folder, 'konfig'), { recursive: true })
    await place.run('kusion', ['workspace', 'create', 'dev', '-f', 'konfig/workspaces/dev.yaml', '--current'])
  })
  afterAll(() => place.remove())

  const kubectl = (...parameters: readonly string[]): string =>
    execFileSync(plane.kubectl, ['--kubeconfig', plane.kubeconfigPath, ...parameters], { encoding: 'utf8' })

  /** What every write of ours changes: generations, and when our field manager wrote last. */
  const written = (): string =>
    kubectl(
      'get',
      'deployments,services,configmaps,secrets,cronjobs,jobs,ingresses',
      '-A',
      '-o',
      'jsonpath={range .items[*]}{.metadata.uid}={.metadata.generation}@{.metadata.managedFields[?(@.operation=="Apply")].time} {end}',
    )

  test(
    'all dev stacks of the example become available, and a second apply writes nothing',
    { timeout: 300_000 },
    async () => {
      const stacks = discover(join(place.folder, 'konfig')).projects.flatMap((project) =>
        project.stacks.filter((stack) => stack.name === 'dev'),
      )
      expect(stacks.length).toBe(8)
      for (const stack of stacks) {
        const first = await place.run('kusion', ['apply', '--yes', '--no-detail', '--timeout', '60'], {
          cwd: stack.folder,
        })
        expect(first).toMatchObject({ code: 0, err: '' })
        expect(first.out).toContain('Apply complete!')
        const before = written()
        const second = await place.run('kusion', ['apply', '--yes'], { cwd: stack.folder })
        expect(second).toMatchObject({ code: 0, err: '' })
        expect(second.out).toContain('No changes')
        const preview = JSON.parse(
          (await place.run('kusion', ['preview', '-o', 'json'], { cwd: stack.folder })).out,
        ) as { changeSteps: Record<string, { action: string }> }
        expect(new Set(Object.values(preview.changeSteps).map((step) => step.action))).toEqual(new Set(['UnChanged']))
        expect(written()).toBe(before)
      }
    },
  )

  test('an object that was changed by hand shows as drift', { timeout: 120_000 }, async () => {
    const stack = join(place.folder, 'konfig/payments/checkout/dev')
    kubectl('-n', 'checkout', 'scale', 'deployment', 'checkout-dev-checkout', '--replicas=4')
    const preview = await place.run('kusion', ['preview'], { cwd: stack })
    expect(preview.out).toContain('~ spec.replicas: 4 → 1')
    await place.run('kusion', ['apply', '--yes', '--timeout', '60'], { cwd: stack })
    expect(
      kubectl('-n', 'checkout', 'get', 'deployment', 'checkout-dev-checkout', '-o', 'jsonpath={.spec.replicas}'),
    ).toBe('1')
  })

  test('a failing image is reported with its reason and a non-zero exit', { timeout: 120_000 }, async () => {
    const namespace = testNamespace('image')
    const folder = join(place.folder, 'image')
    mkdirSync(folder)
    writeFileSync(join(folder, 'project.yaml'), 'name: image\n')
    writeFileSync(join(folder, 'stack.yaml'), 'name: dev\n')
    const space = {
      id: `v1:Namespace:${namespace}`,
      type: 'Kubernetes',
      attributes: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    }
    const broken = {
      id: `apps/v1:Deployment:${namespace}:web`,
      type: 'Kubernetes',
      attributes: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace },
        spec: {
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' }, annotations: { 'testbed.kusion.io/fail': 'image-pull' } },
            spec: { containers: [{ name: 'web', image: 'registry.example.com/none:1' }] },
          },
        },
      },
      dependsOn: [space.id],
    }
    writeFileSync(join(folder, 'spec.yaml'), JSON.stringify({ resources: [space, broken] }))
    const result = await place.run('kusion', ['apply', '--yes', '--spec-file', 'spec.yaml', '--timeout', '60'], {
      cwd: folder,
    })
    expect(result.code).toBe(1)
    expect(result.err).toContain('registry.example.com/none:1')
  })

  test(
    'of two applies at the same time one runs, and the other says who holds the lock since when',
    { timeout: 120_000 },
    async () => {
      const folder = join(place.folder, 'locked')
      mkdirSync(folder)
      writeFileSync(join(folder, 'project.yaml'), 'name: locked\n')
      writeFileSync(join(folder, 'stack.yaml'), 'name: dev\n')
      const namespace = testNamespace('lock')
      const space = {
        id: `v1:Namespace:${namespace}`,
        type: 'Kubernetes',
        attributes: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      }
      const maps = Array.from({ length: 400 }, (_, index) => ({
        id: `v1:ConfigMap:${namespace}:c${index}`,
        type: 'Kubernetes',
        attributes: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}`, namespace } },
        dependsOn: [space.id],
      }))
      writeFileSync(join(folder, 'spec.yaml'), JSON.stringify({ resources: [space, ...maps] }))
      const parameters = ['apply', '--yes', '--no-watch', '--no-detail', '--spec-file', 'spec.yaml']
      const results = await Promise.all([
        place.run('kusion', parameters, { cwd: folder }),
        place.run('kusion', parameters, { cwd: folder }),
      ])
      expect(results.map((result) => result.code).toSorted()).toEqual([0, 3])
      expect(results.find((result) => result.code === 3)?.err).toMatch(
        /is being changed by .+ \(process \d+, kusion apply\) since \d{4}-/,
      )
    },
  )
})

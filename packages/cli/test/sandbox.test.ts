import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/src/index.ts'
import { workplace, type Workplace } from './commands.ts'

let sandbox: Sandbox
let place: Workplace
const examples = join(import.meta.dirname, '../../../examples/konfig')

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 4 })
  place = workplace()
  writeFileSync(join(place.folder, 'kubeconfig'), sandbox.kubeconfig)
  cpSync(examples, join(place.folder, 'konfig'), { recursive: true })
  await kusion('.', 'workspace', 'create', 'dev', '-f', 'konfig/workspaces/dev.yaml', '--current')
})

afterAll(async () => {
  await sandbox.stop()
  place.remove()
})

function kusion(folder: string, ...parameters: readonly string[]) {
  return place.run('kusion', parameters, {
    cwd: join(place.folder, folder),
    env: { KUBECONFIG: join(place.folder, 'kubeconfig') },
  })
}

function specStack(name: string, resources: readonly unknown[]): string {
  const folder = join(place.folder, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'project.yaml'), `name: ${name}\n`)
  writeFileSync(join(folder, 'stack.yaml'), 'name: dev\n')
  writeFileSync(join(folder, 'spec.yaml'), JSON.stringify({ resources }))
  return name
}

const configMap = (name: string, data: Readonly<Record<string, string>>, dependsOn: readonly string[] = []) => ({
  id: `v1:ConfigMap:default:${name}`,
  type: 'Kubernetes',
  attributes: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data },
  ...(dependsOn.length > 0 ? { dependsOn } : {}),
})

describe('the whole path against the sandbox', () => {
  const stack = 'konfig/payments/checkout/dev'

  test('an application is applied, becomes available, and needs nothing the second time', async () => {
    const first = await kusion(stack, 'apply', '--yes', '--timeout', '40')
    expect(first.err).toBe('')
    expect(first.out).toContain('Apply complete! Resources: 3 created, 0 updated, 0 deleted.')
    expect(first.out).toContain('1/1 replicas are ready')
    const second = await kusion(stack, 'apply', '--yes')
    expect(second).toMatchObject({ code: 0, err: '' })
    expect(second.out).toContain('No changes')
  })

  test('one changed value is shown as that and nothing else', async () => {
    const file = join(place.folder, stack, 'main.k')
    writeFileSync(file, readFileSync(file, 'utf8').replace('replicas: 1', 'replicas: 2'))
    const preview = await kusion(stack, 'preview')
    expect(preview.out.split('\n').filter((line) => line.startsWith('    '))).toEqual(['    ~ spec.replicas: 1 → 2'])
    const json = JSON.parse((await kusion(stack, 'preview', '-o', 'json')).out) as {
      changeSteps: Record<string, { action: string }>
    }
    expect(
      Object.values(json.changeSteps)
        .map((step) => step.action)
        .toSorted(),
    ).toEqual(['UnChanged', 'UnChanged', 'Update'])
  })

  test('destroy takes everything away and says so in the history', async () => {
    const gone = await kusion(stack, 'destroy', '--yes')
    expect(gone).toMatchObject({ code: 0, err: '' })
    expect(gone.out).toContain('3 deleted')
    const releases = JSON.parse((await kusion(stack, 'release', 'list', '-o', 'json')).out) as { phase: string }[]
    expect(releases.map((release) => release.phase)).toEqual(['succeeded', 'succeeded'])
  })

  test('the events are one ordered stream of JSON lines', async () => {
    const folder = specStack('events', [configMap('events', { a: '1' })])
    const result = await kusion(folder, 'apply', '--yes', '--spec-file', 'spec.yaml', '-o', 'json')
    const events = result.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { sequence: number; type: string })
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1))
    expect(events.map((event) => event.type)).toEqual(
      expect.arrayContaining(['plan.started', 'operation.succeeded', 'apply.finished', 'observe.finished']),
    )
  })
})

describe('what goes wrong is said', () => {
  test('an image that cannot be pulled ends the apply with its reason', async () => {
    const folder = specStack('broken-image', [
      {
        id: 'apps/v1:Deployment:default:broken',
        type: 'Kubernetes',
        attributes: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'broken', namespace: 'default' },
          spec: {
            selector: { matchLabels: { app: 'broken' } },
            template: {
              metadata: { labels: { app: 'broken' }, annotations: { 'sandbox.kusion.io/fail': 'image-pull' } },
              spec: { containers: [{ name: 'web', image: 'registry.example.com/none:1' }] },
            },
          },
        },
      },
    ])
    const result = await kusion(folder, 'apply', '--yes', '--spec-file', 'spec.yaml', '--timeout', '30')
    expect(result.code).toBe(1)
    expect(result.err).toMatch(/registry\.example\.com\/none:1/)
    expect(result.err).toMatch(/failed apps\/v1:Deployment:default:broken/)
  })

  test.each([
    [
      'a type error of the program names file and line',
      'main.k',
      'import kam.v1.app_configuration as ac\n\na: ac.AppConfiguration {\n    labels: {"x": 1}\n}\n',
      /main\.k|app_configuration\.k/,
    ],
    [
      'an unknown module is named',
      'main.k',
      'import kam.v1.app_configuration as ac\nimport nowhere\n\na: ac.AppConfiguration {}\n',
      /Cannot find the module nowhere/,
    ],
  ])('%s', async (_title, file, text, expected) => {
    const folder = join('bad', String(text.length))
    mkdirSync(join(place.folder, folder), { recursive: true })
    writeFileSync(join(place.folder, folder, 'project.yaml'), 'name: bad\n')
    writeFileSync(join(place.folder, folder, 'stack.yaml'), 'name: dev\n')
    writeFileSync(join(place.folder, folder, file), text)
    const result = await kusion(folder, 'apply', '--yes')
    expect(result.code).toBe(1)
    expect(result.err).toMatch(expected)
  })

  test('a cycle, a duplicate id and an unknown dependency name their resources', async () => {
    const cycle = specStack('cycle', [
      configMap('a', {}, ['v1:ConfigMap:default:b']),
      configMap('b', {}, ['v1:ConfigMap:default:a']),
    ])
    expect((await kusion(cycle, 'apply', '--yes', '--spec-file', 'spec.yaml')).err).toContain(
      'these resources wait for each other: v1:ConfigMap:default:a → v1:ConfigMap:default:b → v1:ConfigMap:default:a',
    )
    const twice = specStack('twice', [configMap('a', {}), configMap('a', {})])
    expect((await kusion(twice, 'apply', '--yes', '--spec-file', 'spec.yaml')).err).toMatch(
      /spec\.yaml:1[\s\S]*two resources have the id 'v1:ConfigMap:default:a'/,
    )
    const unknown = specStack('unknown', [configMap('a', {}, ['v1:ConfigMap:default:none'])])
    expect((await kusion(unknown, 'apply', '--yes', '--spec-file', 'spec.yaml')).err).toContain(
      'depends on v1:ConfigMap:default:none',
    )
  })

  test('a missing workspace, a broken kubeconfig and a server that is down each say what to do', async () => {
    const folder = specStack('world', [configMap('world', {})])
    const workspace = await kusion(folder, 'preview', '--spec-file', 'spec.yaml', '--workspace', 'none')
    expect(workspace).toMatchObject({ code: 1 })
    expect(workspace.err).toContain("there is no workspace 'none'")
    expect(workspace.err).toContain('next: ')
    const broken = join(place.folder, 'broken-kubeconfig')
    writeFileSync(broken, 'clusters: 7\n')
    const unreadable = await place.run('kusion', ['preview', '--spec-file', 'spec.yaml'], {
      cwd: join(place.folder, folder),
      env: { KUBECONFIG: broken },
    })
    expect(unreadable.code).toBe(1)
    expect(unreadable.err).toContain(broken)
    const down = join(place.folder, 'down-kubeconfig')
    writeFileSync(down, sandbox.kubeconfig.replace(sandbox.url, 'http://127.0.0.1:9'))
    const silent = await place.run('kusion', ['preview', '--spec-file', 'spec.yaml'], {
      cwd: join(place.folder, folder),
      env: { KUBECONFIG: down },
    })
    expect(silent.code).toBe(1)
    expect(silent.err).toContain('127.0.0.1:9')
  })
})

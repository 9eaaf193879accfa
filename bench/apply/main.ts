/** `npm run bench:apply`: 1,000 ConfigMaps through the engine, through kubectl, and as raw requests, against the testbed. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyStack, destroyStack, EventStream, type StackContext } from '@kusion/engine'
import { createKubernetesRuntime } from '@kusion/runtime-kubernetes'
import { resourceId, type Resource } from '@kusion/spec'
import { createLocalStore } from '@kusion/stores'
import { build, startControlPlane } from '@kusion/testbed'
import { rawApplies } from './raw.ts'

const OBJECTS = 1000
const binaries = await build((line) => console.log(line))
const folder = mkdtempSync(join(tmpdir(), 'bench-apply-'))
const plane = await startControlPlane({ binaries, folder: join(folder, 'plane') })

const manifest = (namespace: string, index: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `c${index}`, namespace },
  data: { index: String(index) },
})
const kubectl = (...parameters: readonly string[]): void => {
  const { status, stderr } = spawnSync(plane.kubectl, ['--kubeconfig', plane.kubeconfigPath, ...parameters], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(stderr)
}
async function timed(action: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now()
  await action()
  return performance.now() - started
}

try {
  for (const namespace of ['raw1', 'raw2', 'ours', 'peer']) kubectl('create', 'namespace', namespace)
  const made = createKubernetesRuntime({ kubeconfig: { path: plane.kubeconfigPath } })
  if (!made.ok) throw new Error(made.failure.message)
  const context: StackContext = {
    project: 'bench',
    stack: 'bench',
    workspace: 'default',
    store: createLocalStore(join(folder, 'home')),
    runtimes: new Map([['Kubernetes', made.value]]),
    events: new EventStream(),
    signal: new AbortController().signal,
  }
  const options = {
    holder: { who: 'bench', process: process.pid, host: hostname(), command: 'bench', since: new Date().toISOString() },
    confirm: async () => true,
    watchMilliseconds: 0,
  }
  const resources = Array.from({ length: OBJECTS }, (_, index): Resource => ({
    id: resourceId(`v1:ConfigMap:ours:c${index}`),
    type: 'Kubernetes',
    attributes: manifest('ours', index),
  }))
  const http1 = await timed(() =>
    rawApplies(
      plane,
      Array.from({ length: OBJECTS }, (_, index) => manifest('raw1', index)),
      { h2: false },
    ),
  )
  const http2 = await timed(() =>
    rawApplies(
      plane,
      Array.from({ length: OBJECTS }, (_, index) => manifest('raw2', index)),
      { h2: true },
    ),
  )
  const floor = Math.min(http1, http2)
  const apply = await timed(() => applyStack(context, { resources }, options))
  const again = await timed(() => applyStack(context, { resources }, options))
  const destroy = await timed(() => destroyStack(context, options))
  await made.value.close()
  const file = join(folder, 'peer.json')
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: Array.from({ length: OBJECTS }, (_, index) => manifest('peer', index)),
    }),
  )
  const peer = await timed(() => kubectl('apply', '--server-side', '-f', file))
  const row = (name: string, ms: number, note: string): void =>
    console.log(`${name.padEnd(40)} ${(ms / 1000).toFixed(2).padStart(7)} s  ${note}`)
  row('raw applies, pool of HTTP/1.1', http1, '')
  row('raw applies, one HTTP/2 connection', http2, '')
  row('kusion: preview and apply', apply, `${(apply / floor).toFixed(2)}× the floor`)
  row('kusion: again, nothing to change', again, `${(again / floor).toFixed(2)}× the floor`)
  row('kusion: destroy', destroy, '')
  row('kubectl apply --server-side', peer, `${(peer / apply).toFixed(1)}× ours`)
  console.log(
    JSON.stringify({
      vsFloor: Number((apply / floor).toFixed(2)),
      vsKubectl: Number((peer / apply).toFixed(2)),
      floorMs: Math.round(floor),
      applyMs: Math.round(apply),
      noopMs: Math.round(again),
      destroyMs: Math.round(destroy),
      kubectlMs: Math.round(peer),
    }),
  )
} finally {
  await plane.stop()
  rmSync(folder, { recursive: true, force: true })
}

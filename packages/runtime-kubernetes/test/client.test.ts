import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createClient, createKubernetesRuntime, loadKubeconfig } from '../src/index.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const config = (server: string, user = '{token: t}', current = 'dev'): string => `
current-context: ${current}
clusters: [{name: c, cluster: {server: "${server}"}}]
contexts: [{name: dev, context: {cluster: c, user: u, namespace: shop}}]
users: [{name: u, user: ${user}}]
`

async function clientOf(listener: RequestListener, user?: string): Promise<ReturnType<typeof createClient>> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((settle) => server.once('listening', settle))
  const access = loadKubeconfig({ content: config(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, user) })
  if (!access.ok) throw new Error(access.failure.message)
  const client = createClient(access.value)
  cleanups.push(
    () => client.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return client
}
const signal = new AbortController().signal

test.each([
  ['a missing file', { path: '/nowhere/config' }, /kubeconfig \/nowhere\/config does not exist/],
  ['an unknown context', { content: config('https://h:1'), context: 'prod' }, /no context "prod" \(there: dev\)/],
  ['no current context', { content: config('https://h:1', undefined, '""') }, /has no current-context/],
  ['no URL', { content: config('h') }, /cluster "c" has no usable `server`: "h"/],
  [
    'half a certificate',
    { content: config('https://h:1', '{client-key-data: LS0tLS1CRUdJTg==}') },
    /user "u" has a client key without its certificate/,
  ],
  [
    'an old plugin',
    { content: config('https://h:1', '{exec: {apiVersion: x, command: y}}') },
    /user "u": exec.apiVersion is "x"/,
  ],
  ['broken YAML', { content: 'a: [' }, /is not valid YAML/],
])('a kubeconfig with %s says so', (_what, options, message) => {
  const loaded = loadKubeconfig(options)
  expect(loaded.ok ? '' : loaded.failure.message).toMatch(message)
})

test('a server that is down is named', async () => {
  const runtime = createKubernetesRuntime({ kubeconfig: { content: config('http://127.0.0.1:9') } })
  if (!runtime.ok) throw new Error(runtime.failure.message)
  cleanups.push(() => runtime.value.close())
  const attributes = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' } }
  const answer = await runtime.value.prepare(
    [{ id: 'v1:ConfigMap:n:a' as never, type: 'Kubernetes', attributes }],
    signal,
  )
  expect(answer).toMatchObject({
    ok: false,
    failure: { code: 'unreachable', message: expect.stringContaining('http://127.0.0.1:9') },
  })
})

test('429 is repeated, and the credential of a plugin is asked for once', async () => {
  let requests = 0
  const plugin = `{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, 'echo "{\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"status\\":{\\"token\\":\\"p\\"}}"']}}`
  const client = await clientOf((request, response) => {
    requests++
    if (requests === 1) response.writeHead(429, { 'retry-after': '0' }).end('{}')
    else response.end(JSON.stringify({ who: request.headers.authorization }))
  }, plugin)
  expect(await client.json({ method: 'POST', path: '/x' }, signal)).toEqual({ ok: true, value: { who: 'Bearer p' } })
  expect(requests).toBe(2)
})

test('conflicts name manager and field', async () => {
  const body = {
    kind: 'Status',
    message: 'Apply failed',
    details: {
      causes: [
        { reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using apps/v1', field: '.spec.replicas' },
      ],
    },
  }
  const client = await clientOf((_request, response) => response.writeHead(409).end(JSON.stringify(body)))
  const answer = await client.json({ method: 'PATCH', path: '/x' }, signal)
  expect(answer).toMatchObject({
    ok: false,
    failure: { code: 'conflict', message: expect.stringContaining('spec.replicas (owned by kubectl)') },
  })
})

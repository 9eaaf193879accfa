/** A real Kubernetes control plane on loopback, with simulated nodes. Everything it starts it stops, by process id. */
import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { request } from 'node:https'
import { join } from 'node:path'

export interface ControlPlane {
  readonly url: string
  readonly token: string
  readonly kubeconfigPath: string
  /** The path of the real kubectl. */
  readonly kubectl: string
}

export interface RunningControlPlane extends ControlPlane {
  restartApiServer(): Promise<void>
  stop(): Promise<void>
}

export interface ControlPlaneOptions {
  readonly binaries: string
  /** An empty folder for data and logs. */
  readonly folder: string
  readonly nodes?: number
}

export async function startControlPlane(options: ControlPlaneOptions): Promise<RunningControlPlane> {
  const { folder, binaries } = options
  mkdirSync(folder, { recursive: true })
  const [etcdPort, etcdPeerPort, apiPort, managerPort, schedulerPort] = await freePorts(5)
  const token = randomBytes(16).toString('hex')
  const url = `https://127.0.0.1:${apiPort}`
  const etcdUrl = `http://127.0.0.1:${etcdPort}`
  const kubeconfigPath = join(folder, 'kubeconfig.yaml')
  writeCredentials(folder, token)
  writeFileSync(kubeconfigPath, kubeconfig(url, token), { mode: 0o600 })
  const children = new Map<string, ChildProcess>()
  const start = (name: string, parameters: readonly string[]): void => {
    const log = openSync(join(folder, `${name}.log`), 'a')
    const child = spawn(join(binaries, name), parameters, { stdio: ['ignore', log, log], cwd: folder })
    closeSync(log)
    children.set(name, child)
  }
  const stopOne = async (name: string): Promise<void> => {
    const child = children.get(name)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const closed = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 5000)
    await closed
    clearTimeout(force)
  }
  const startApiServer = async (): Promise<void> => {
    start('kube-apiserver', [
      '--etcd-servers',
      etcdUrl,
      '--cert-dir',
      join(folder, 'pki'),
      '--bind-address',
      '127.0.0.1',
      '--secure-port',
      String(apiPort),
      '--service-account-key-file',
      join(folder, 'sa.pub'),
      '--service-account-signing-key-file',
      join(folder, 'sa.key'),
      '--service-account-issuer',
      'https://kubernetes.default.svc',
      '--token-auth-file',
      join(folder, 'tokens.csv'),
      '--authorization-mode',
      'RBAC',
      '--service-cluster-ip-range',
      '10.0.0.0/16',
      '--allow-privileged',
    ])
    await until('the API server', 60_000, () => ask(`${url}/readyz`, token))
  }
  const stop = async (): Promise<void> => {
    for (const name of ['kwok', 'kube-scheduler', 'kube-controller-manager', 'kube-apiserver', 'etcd'])
      await stopOne(name)
  }
  try {
    start('etcd', [
      '--data-dir',
      join(folder, 'etcd'),
      '--listen-client-urls',
      etcdUrl,
      '--advertise-client-urls',
      etcdUrl,
      '--listen-peer-urls',
      `http://127.0.0.1:${etcdPeerPort}`,
      '--initial-advertise-peer-urls',
      `http://127.0.0.1:${etcdPeerPort}`,
      '--initial-cluster',
      `default=http://127.0.0.1:${etcdPeerPort}`,
      '--unsafe-no-fsync',
      '--log-level',
      'error',
    ])
    await startApiServer()
    start('kube-controller-manager', [
      '--kubeconfig',
      kubeconfigPath,
      '--service-account-private-key-file',
      join(folder, 'sa.key'),
      '--use-service-account-credentials',
      '--leader-elect=false',
      '--secure-port',
      String(managerPort),
      '--bind-address',
      '127.0.0.1',
      '--cert-dir',
      join(folder, 'manager'),
      '--root-ca-file',
      join(folder, 'pki', 'apiserver.crt'),
    ])
    start('kube-scheduler', [
      '--kubeconfig',
      kubeconfigPath,
      '--leader-elect=false',
      '--secure-port',
      String(schedulerPort),
      '--bind-address',
      '127.0.0.1',
      '--cert-dir',
      join(folder, 'scheduler'),
    ])
    const stages = join(import.meta.dirname, '..', 'stages')
    start('kwok', [
      '--kubeconfig',
      kubeconfigPath,
      '--manage-all-nodes=true',
      ...readdirSync(stages).flatMap((name) => ['--config', join(stages, name)]),
    ])
    await createNodes(url, token, options.nodes ?? 3)
    await until('the default service account', 30_000, () =>
      ask(`${url}/api/v1/namespaces/default/serviceaccounts/default`, token),
    )
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    token,
    kubeconfigPath,
    kubectl: join(binaries, 'kubectl'),
    async restartApiServer() {
      await stopOne('kube-apiserver')
      await startApiServer()
    },
    stop,
  }
}

function writeCredentials(folder: string, token: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 })
}

function kubeconfig(url: string, token: string): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: testbed, cluster: {server: "${url}", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: ${token}}}]
contexts: [{name: testbed, context: {cluster: testbed, user: admin}}]
current-context: testbed
`
}

async function createNodes(url: string, token: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const resources = { cpu: '64', memory: '256Gi', pods: '1000' }
    await send('POST', `${url}/api/v1/nodes`, token, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `node-${index}`,
        labels: { 'kubernetes.io/hostname': `node-${index}`, type: 'kwok' },
        annotations: { 'kwok.x-k8s.io/node': 'fake' },
      },
      status: { allocatable: resources, capacity: resources },
    })
  }
  await until('the nodes', 30_000, async () => {
    const answer = await send('GET', `${url}/api/v1/nodes`, token)
    const { items = [] } = JSON.parse(answer.body) as {
      items?: { status?: { conditions?: { type: string; status: string }[] } }[]
    }
    return (
      items.length === count &&
      items.every((node) =>
        node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      )
    )
  })
}

function send(
  method: string,
  url: string,
  token: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method,
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (answer) => {
        let text = ''
        answer.on('data', (part: Buffer) => (text += part.toString()))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }))
      },
    )
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

async function ask(url: string, token: string): Promise<boolean> {
  try {
    return (await send('GET', url, token)).status === 200
  } catch {
    return false
  }
}

async function until(what: string, milliseconds: number, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + milliseconds
  while (!(await isTrue())) {
    if (Date.now() > deadline)
      throw new Error(
        `${what} did not become ready within ${milliseconds / 1000} s: see the logs beside the kubeconfig`,
      )
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer()
          server.listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

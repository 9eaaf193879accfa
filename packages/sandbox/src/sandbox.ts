/** Starts the sandbox: an HTTP server on loopback, the controllers, and a file that the cluster survives in. */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { reconcile } from './controllers.ts'
import { ApiError } from './failure.ts'
import { Catalog, type Kind } from './kinds.ts'
import { logOf } from './pods.ts'
import { answer } from './requests.ts'
import { ObjectStore } from './store.ts'

export interface SandboxOptions {
  /** Objects live on in this file between runs; time that passes in between counts. */
  readonly dataFile?: string
  /** How many times faster than life the controllers work; default is 1. */
  readonly speed?: number
  /** For tests: each write waits this long before it is answered. */
  readonly delayMilliseconds?: number
}

export interface Sandbox {
  readonly url: string
  readonly token: string
  /** The text of a kubeconfig. */
  readonly kubeconfig: string
  stop(): Promise<void>
}

const PASS_MILLISECONDS = 50

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const catalog = new Catalog()
  const store = new ObjectStore()
  restore(store, catalog, options.dataFile)
  seed(store, catalog)
  const token = randomBytes(16).toString('hex')
  const server = createServer({ keepAlive: true }, (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      const failure = new ApiError(401, 'Unauthorized', 'Unauthorized')
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(failure.body))
      return
    }
    const work = (): void => void answer({ catalog, store, logOf }, request, response)
    if (options.delayMilliseconds !== undefined && request.method !== 'GET') setTimeout(work, options.delayMilliseconds)
    else work()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  let saved = store.writes
  const save = (): void => {
    if (options.dataFile === undefined || saved === store.writes) return
    saved = store.writes
    writeFileSync(`${options.dataFile}.tmp`, store.save(), { mode: 0o600 })
    renameSync(`${options.dataFile}.tmp`, options.dataFile)
  }
  const passes = setInterval(() => {
    reconcile({ catalog, store, speed: options.speed ?? 1 })
    save()
  }, PASS_MILLISECONDS)
  return {
    url,
    token,
    kubeconfig: `apiVersion: v1
kind: Config
clusters: [{name: sandbox, cluster: {server: "${url}"}}]
users: [{name: sandbox, user: {token: ${token}}}]
contexts: [{name: sandbox, context: {cluster: sandbox, user: sandbox}}]
current-context: sandbox
`,
    async stop() {
      clearInterval(passes)
      save()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function restore(store: ObjectStore, catalog: Catalog, file: string | undefined): void {
  if (file === undefined) return
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  store.restore(text, (object) => {
    if (object.kind === 'CustomResourceDefinition') catalog.define(object)
    return catalog.byKind(object.apiVersion, object.kind)
  })
}

/** What every new cluster has. */
function seed(store: ObjectStore, catalog: Catalog): void {
  const namespaces = catalog.byKind('v1', 'Namespace') as Kind
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    if (store.get(namespaces, undefined, name)) continue
    store.put(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
  }
}

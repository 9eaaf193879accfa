/** Kubeconfig files to a `ClusterAccess`. Problems name the file and the entry. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import { parse } from 'yaml'
import type { Result } from '@kusion/engine'
import type { ClusterAccess, Credential } from './cluster-access.ts'
import { inClusterAccess } from './in-cluster.ts'

export interface KubeconfigOptions {
  /** The text of a kubeconfig; wins over files. */
  readonly content?: string
  /** A file, or several joined by the path delimiter; wins over `KUBECONFIG`. */
  readonly path?: string
  /** Wins over `current-context`. */
  readonly context?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

type Fields = Readonly<Record<string, unknown>>

interface Entry {
  readonly name: string
  readonly fields: Fields
  readonly file: string
}

interface Merged {
  readonly clusters: Map<string, Entry>
  readonly users: Map<string, Entry>
  readonly contexts: Map<string, Entry>
  currentContext: string | undefined
  readonly files: string[]
}

/** Ends loading with a sentence; caught once, in `loadKubeconfig`. */
class KubeconfigProblem extends Error {
  readonly next: string
  constructor(message: string, next: string) {
    super(message)
    this.next = next
  }
}

export function loadKubeconfig(options: KubeconfigOptions = {}): Result<ClusterAccess> {
  try {
    return { ok: true, value: load(options) }
  } catch (problem) {
    if (!(problem instanceof KubeconfigProblem)) throw problem
    const { message, next } = problem
    return { ok: false, failure: { code: 'kubeconfig', message, retryable: false, next } }
  }
}

function load(options: KubeconfigOptions): ClusterAccess {
  const env = options.env ?? process.env
  const merged: Merged = {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    currentContext: undefined,
    files: [],
  }
  if (options.content !== undefined) {
    merge(merged, options.content, 'the kubeconfig content of the workspace', process.cwd())
  } else {
    const named = options.path ?? (env['KUBECONFIG'] || undefined)
    const files =
      named === undefined ? [join(env['HOME'] ?? homedir(), '.kube', 'config')] : named.split(delimiter).filter(Boolean)
    for (const file of files) {
      const text = readKubeconfig(file, named !== undefined && files.length === 1)
      if (text !== undefined) merge(merged, text, file, dirname(resolve(file)))
    }
    if (merged.files.length === 0) {
      const inside = inClusterAccess(env)
      if (inside !== undefined) return inside
      throw new KubeconfigProblem(
        `no kubeconfig found: looked at ${files.join(', ')}, and this is not a pod`,
        'set KUBECONFIG, or name a file in the workspace context as KUBECONFIG_PATH',
      )
    }
  }
  return accessOf(merged, options.context)
}

function readKubeconfig(file: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' && !mustExist) return undefined
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`
    throw new KubeconfigProblem(`kubeconfig ${file} ${what}`, 'check KUBECONFIG and the file')
  }
}

function merge(into: Merged, text: string, file: string, folder: string): void {
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    const [line] = (error as Error).message.split('\n')
    throw new KubeconfigProblem(`kubeconfig ${file} is not valid YAML: ${line}`, 'repair the file')
  }
  if (document === null || document === undefined) return
  if (!isFields(document)) throw new KubeconfigProblem(`kubeconfig ${file} is not a mapping`, 'repair the file')
  into.files.push(file)
  for (const [list, inner, target] of [
    ['clusters', 'cluster', into.clusters],
    ['users', 'user', into.users],
    ['contexts', 'context', into.contexts],
  ] as const) {
    const entries = document[list] ?? []
    if (!Array.isArray(entries))
      throw new KubeconfigProblem(`kubeconfig ${file}: \`${list}\` is not a list`, 'repair the file')
    for (const [index, entry] of entries.entries()) {
      const name = isFields(entry) ? entry['name'] : undefined
      const fields = isFields(entry) ? (entry[inner] ?? {}) : undefined
      if (typeof name !== 'string' || !isFields(fields)) {
        throw new KubeconfigProblem(
          `kubeconfig ${file}: ${list}[${index}] needs \`name\` and a mapping \`${inner}\``,
          'repair the entry',
        )
      }
      // As kubectl merges: the first file that names an entry wins.
      if (!target.has(name)) target.set(name, { name, fields: absolute(fields, folder), file })
    }
  }
  const current = document['current-context']
  if (typeof current === 'string' && current !== '') into.currentContext ??= current
}

const pathFields = new Set(['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'])

function absolute(fields: Fields, folder: string): Fields {
  const entries = Object.entries(fields).map(([key, value]): [string, unknown] =>
    pathFields.has(key) && typeof value === 'string' && value !== '' && !isAbsolute(value)
      ? [key, join(folder, value)]
      : [key, value],
  )
  return { ...Object.fromEntries(entries), '#folder': folder }
}

function accessOf(merged: Merged, wanted: string | undefined): ClusterAccess {
  const files = merged.files.join(', ')
  const name = wanted ?? merged.currentContext
  if (name === undefined) {
    throw new KubeconfigProblem(`kubeconfig ${files} has no current-context`, 'run `kubectl config use-context NAME`')
  }
  const context = merged.contexts.get(name)
  if (context === undefined) {
    const known = [...merged.contexts.keys()].join(', ') || 'none'
    throw new KubeconfigProblem(
      `kubeconfig ${files} has no context "${name}" (there: ${known})`,
      'choose one of these contexts',
    )
  }
  const cluster = entryOf(merged.clusters, context, 'cluster')
  if (cluster === undefined) {
    throw new KubeconfigProblem(
      `kubeconfig ${context.file}: context "${name}" names no cluster`,
      'add `cluster` to the context',
    )
  }
  const user = entryOf(merged.users, context, 'user')
  const server = text(cluster, 'server')
  if (server === undefined || !URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw new KubeconfigProblem(
      `kubeconfig ${cluster.file}: cluster "${cluster.name}" has ${server === undefined ? 'no `server`' : `no usable \`server\`: "${server}"`}`,
      'give it a URL such as https://host:6443',
    )
  }
  const authority = material(cluster, 'certificate-authority')
  const serverName = text(cluster, 'tls-server-name')
  const proxy = text(cluster, 'proxy-url')
  return {
    server: server.replace(/\/+$/, ''),
    origin: `context ${name} of ${context.file}`,
    namespace: text(context, 'namespace') ?? 'default',
    insecure: cluster.fields['insecure-skip-tls-verify'] === true,
    credential: user === undefined ? { kind: 'none' } : credentialOf(user),
    ...(authority === undefined ? {} : { certificateAuthority: authority }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(proxy === undefined ? {} : { proxy }),
  }
}

function entryOf(entries: Map<string, Entry>, context: Entry, key: 'cluster' | 'user'): Entry | undefined {
  const name = text(context, key)
  if (name === undefined) return undefined
  const entry = entries.get(name)
  if (entry !== undefined) return entry
  const known = [...entries.keys()].join(', ') || 'none'
  throw new KubeconfigProblem(
    `kubeconfig ${context.file}: context "${context.name}" names ${key} "${name}", which does not exist (there: ${known})`,
    `add the ${key} or correct the context`,
  )
}

function credentialOf(user: Entry): Credential {
  const certificate = material(user, 'client-certificate')
  const key = material(user, 'client-key')
  if ((certificate === undefined) !== (key === undefined)) {
    throw new KubeconfigProblem(
      `kubeconfig ${user.file}: user "${user.name}" has a client ${key === undefined ? 'certificate without its key' : 'key without its certificate'}`,
      'give both, as files or as data',
    )
  }
  if (certificate !== undefined && key !== undefined) return { kind: 'certificate', certificate, key }
  const tokenFile = text(user, 'tokenFile')
  if (tokenFile !== undefined) return { kind: 'token-file', file: tokenFile }
  const token = text(user, 'token')
  if (token !== undefined) return { kind: 'token', token }
  const exec = user.fields['exec']
  if (isFields(exec)) return execOf(user, exec)
  const username = text(user, 'username')
  if (username !== undefined) return { kind: 'basic', username, password: text(user, 'password') ?? '' }
  if (user.fields['auth-provider'] !== undefined) {
    throw new KubeconfigProblem(
      `kubeconfig ${user.file}: user "${user.name}" uses \`auth-provider\`, which Kubernetes removed in 1.26`,
      'replace it by an `exec` credential plugin',
    )
  }
  return { kind: 'none' }
}

function execOf(user: Entry, exec: Fields): Credential {
  const apiVersion = exec['apiVersion']
  const command = exec['command']
  if (apiVersion !== 'client.authentication.k8s.io/v1' && apiVersion !== 'client.authentication.k8s.io/v1beta1') {
    throw new KubeconfigProblem(
      `kubeconfig ${user.file}: user "${user.name}": exec.apiVersion is ${JSON.stringify(apiVersion)}`,
      'use client.authentication.k8s.io/v1 or v1beta1',
    )
  }
  if (typeof command !== 'string' || command === '') {
    throw new KubeconfigProblem(
      `kubeconfig ${user.file}: user "${user.name}": exec has no \`command\``,
      'name the plugin to run',
    )
  }
  const env: Record<string, string> = {}
  for (const pair of Array.isArray(exec['env']) ? exec['env'] : []) {
    if (isFields(pair) && typeof pair['name'] === 'string') env[pair['name']] = String(pair['value'] ?? '')
  }
  const hint = exec['installHint']
  return {
    kind: 'exec',
    plugin: {
      apiVersion,
      command,
      args: Array.isArray(exec['args']) ? exec['args'].map(String) : [],
      env,
      folder: String(user.fields['#folder']),
      provideClusterInfo: exec['provideClusterInfo'] === true,
      user: user.name,
      ...(typeof hint === 'string' ? { installHint: hint } : {}),
    },
  }
}

/** PEM text from `X-data` or the file `X`; the data wins, as in kubectl. */
function material(entry: Entry, key: string): string | undefined {
  const data = text(entry, `${key}-data`)
  if (data !== undefined) {
    const decoded = Buffer.from(data, 'base64').toString('utf8')
    if (decoded.includes('-----BEGIN')) return decoded
    throw new KubeconfigProblem(
      `kubeconfig ${entry.file}: "${entry.name}": ${key}-data is not PEM in base64`,
      'repair the entry',
    )
  }
  const file = text(entry, key)
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new KubeconfigProblem(
      `kubeconfig ${entry.file}: "${entry.name}": ${key} ${file} cannot be read (${code})`,
      'correct the path',
    )
  }
}

function text(entry: Entry, key: string): string | undefined {
  const value = entry.fields[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Turns a `Credential` into what a request carries, and keeps it fresh. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@kusion/engine'
import type { ClusterAccess, Credential, ExecPlugin } from './cluster-access.ts'

/** What proves who we are: a header, a client certificate, or both. */
export interface Identity {
  readonly authorization?: string
  readonly certificate?: string
  readonly key?: string
}

export interface Credentials {
  current(): Promise<Result<Identity>>
  /** The server said 401: what is cached is of no use. True where asking again may help. */
  reject(): boolean
}

interface Cached {
  readonly identity: Identity
  readonly until: number
}

/** Kubelets rotate mounted tokens hourly; client-go reads them again every minute too. */
const tokenFileLifetime = 60_000
/** A plugin's credential is renewed this long before it expires, so that a request on its way stays valid. */
const renewBefore = 30_000

export function createCredentials(access: ClusterAccess): Credentials {
  const { credential } = access
  let cached: Cached | undefined
  let pending: Promise<Result<Identity>> | undefined
  async function renew(): Promise<Result<Identity>> {
    const fresh = await obtain(credential, access)
    if (!fresh.ok) return fresh
    cached = fresh.value
    return { ok: true, value: fresh.value.identity }
  }
  return {
    async current() {
      if (cached !== undefined && Date.now() < cached.until) return { ok: true, value: cached.identity }
      pending ??= renew().finally(() => {
        pending = undefined
      })
      return pending
    },
    reject() {
      cached = undefined
      return credential.kind === 'exec' || credential.kind === 'token-file'
    },
  }
}

async function obtain(credential: Credential, access: ClusterAccess): Promise<Result<Cached>> {
  switch (credential.kind) {
    case 'none':
      return forever({})
    case 'token':
      return forever({ authorization: `Bearer ${credential.token}` })
    case 'basic': {
      const pair = Buffer.from(`${credential.username}:${credential.password}`).toString('base64')
      return forever({ authorization: `Basic ${pair}` })
    }
    case 'certificate':
      return forever({ certificate: credential.certificate, key: credential.key })
    case 'token-file':
      try {
        const token = (await readFile(credential.file, 'utf8')).trim()
        return {
          ok: true,
          value: { identity: { authorization: `Bearer ${token}` }, until: Date.now() + tokenFileLifetime },
        }
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? String(error)
        return refused(
          `token file ${credential.file} cannot be read (${reason})`,
          'correct `tokenFile` in the kubeconfig',
        )
      }
    case 'exec':
      return runPlugin(credential.plugin, access)
  }
}

function forever(identity: Identity): Result<Cached> {
  return { ok: true, value: { identity, until: Number.POSITIVE_INFINITY } }
}

function refused(message: string, next: string): Result<never> {
  return { ok: false, failure: { code: 'credentials', message, retryable: false, next } }
}

interface ExecCredential {
  readonly apiVersion?: string
  readonly status?: {
    readonly token?: string
    readonly clientCertificateData?: string
    readonly clientKeyData?: string
    readonly expirationTimestamp?: string
  }
}

async function runPlugin(plugin: ExecPlugin, access: ClusterAccess): Promise<Result<Cached>> {
  const cluster = {
    server: access.server,
    ...(access.certificateAuthority === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(access.certificateAuthority).toString('base64') }),
    ...(access.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(access.serverName === undefined ? {} : { 'tls-server-name': access.serverName }),
  }
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  }
  // As in kubectl: a bare name is found on PATH, a relative path counts from the kubeconfig's folder.
  const command = plugin.command.includes('/')
    ? join(plugin.command.startsWith('/') ? '' : plugin.folder, plugin.command)
    : plugin.command
  const env = { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  const output = await new Promise<{ readonly error?: Error; readonly out: string; readonly err: string }>((settle) => {
    const child = execFile(
      command,
      [...plugin.args],
      { env, timeout: 60_000, maxBuffer: 4 << 20 },
      (error, out, err) => {
        settle(error === null ? { out, err } : { error, out, err })
      },
    )
    child.stdin?.end()
  })
  const who = `credential plugin ${plugin.command} of user "${plugin.user}"`
  if (output.error !== undefined) {
    const missing = (output.error as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = missing ? 'is not installed' : `failed: ${output.err.trim().split('\n').at(-1) || 'no output'}`
    return refused(
      `${who} ${reason}`,
      (missing ? plugin.installHint : undefined) ?? 'run the plugin by hand to see why',
    )
  }
  let answer: ExecCredential
  try {
    answer = JSON.parse(output.out) as ExecCredential
  } catch {
    return refused(`${who} did not print an ExecCredential in JSON`, 'run the plugin by hand to see what it prints')
  }
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = answer.status ?? {}
  if (answer.apiVersion !== plugin.apiVersion) {
    return refused(
      `${who} answered ${answer.apiVersion ?? 'no apiVersion'}, not ${plugin.apiVersion}`,
      'align exec.apiVersion in the kubeconfig',
    )
  }
  if (token === undefined && (clientCertificateData === undefined || clientKeyData === undefined)) {
    return refused(
      `${who} gave neither a token nor a client certificate`,
      'run the plugin by hand to see what it prints',
    )
  }
  const expires = expirationTimestamp === undefined ? Number.NaN : Date.parse(expirationTimestamp)
  return {
    ok: true,
    value: {
      identity: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(clientCertificateData === undefined ? {} : { certificate: clientCertificateData }),
        ...(clientKeyData === undefined ? {} : { key: clientKeyData }),
      },
      until: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires - renewBefore,
    },
  }
}

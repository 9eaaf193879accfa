/**
 * A thin HTTP client for one API server. One pool of connections, every failure a value. Knows nothing of kinds.
 * An HTTP/1.1 pool of 16 was measured faster than one HTTP/2 connection for bursts of small writes.
 */
import { Agent, ProxyAgent, type Dispatcher } from 'undici'
import type { JsonObject } from '@kusion/spec'
import type { ClusterAccess } from './cluster-access.ts'
import { createCredentials, type Identity } from './credentials.ts'
import { answerFailure, transportFailure, type ApiFailure } from './failure.ts'

export interface ClientOptions {
  readonly protocol?: 'http/1.1' | 'h2'
  readonly connections?: number
  /** For answers of ordinary requests; watches have none. */
  readonly timeoutMilliseconds?: number
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'
  /** With its query. */
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  readonly accept?: string
  /** For messages: `Deployment web in shop`. */
  readonly subject?: string
  /** True where sending it twice is as good as once, so that a broken connection may be tried again. */
  readonly idempotent?: boolean
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ApiFailure }

export interface Client {
  readonly access: ClusterAccess
  json(request: ApiRequest, signal: AbortSignal): Promise<Answer<JsonObject>>
  text(request: ApiRequest, signal: AbortSignal): Promise<Answer<string>>
  /** A body that goes on, such as a watch: chunks as they come. */
  stream(request: ApiRequest, signal: AbortSignal): Promise<Answer<AsyncIterable<Uint8Array>>>
  close(): Promise<void>
}

const attempts = 6

export function createClient(access: ClusterAccess, options: ClientOptions = {}): Client {
  const credentials = createCredentials(access)
  const origin = new URL(access.server).origin
  const prefix = new URL(access.server).pathname.replace(/\/$/, '')
  const timeout = options.timeoutMilliseconds ?? 60_000
  let pool: { readonly key: string; readonly dispatcher: Dispatcher; readonly watches: Dispatcher } | undefined
  const retired: Promise<void>[] = []

  // A plugin may hand out a new client certificate; connections made with the old one must not be used again.
  function poolFor(identity: Identity): NonNullable<typeof pool> {
    const key = identity.certificate ?? ''
    if (pool?.key === key) return pool
    if (pool !== undefined) retired.push(pool.dispatcher.close(), pool.watches.destroy())
    const connections = options.connections ?? (options.protocol === 'h2' ? 1 : 16)
    pool = {
      key,
      dispatcher: dispatcherFor(access, identity, { connections, h2: options.protocol === 'h2' }),
      // Watches last; in the pool of the short requests they would starve them.
      watches: dispatcherFor(access, identity, { connections: undefined, h2: false }),
    }
    return pool
  }

  async function once(
    request: ApiRequest,
    signal: AbortSignal,
    lasting: boolean,
  ): Promise<Answer<Dispatcher.ResponseData>> {
    const identity = await credentials.current()
    if (!identity.ok) return identity
    const { dispatcher, watches } = poolFor(identity.value)
    const headers: Record<string, string> = { accept: request.accept ?? 'application/json', 'user-agent': 'kusion' }
    if (identity.value.authorization !== undefined) headers['authorization'] = identity.value.authorization
    if (request.contentType !== undefined) headers['content-type'] = request.contentType
    try {
      const response = await (lasting ? watches : dispatcher).request({
        origin,
        path: prefix + request.path,
        method: request.method,
        headers,
        body: request.body ?? null,
        signal,
        headersTimeout: timeout,
        bodyTimeout: lasting ? 0 : timeout,
      })
      if (response.statusCode < 300) return { ok: true, value: response }
      const body = await response.body.text()
      const retryAfter = response.headers['retry-after']
      const subject = request.subject ?? `${request.method} ${request.path}`
      return {
        ok: false,
        failure: answerFailure(
          response.statusCode,
          body,
          subject,
          typeof retryAfter === 'string' ? retryAfter : undefined,
        ),
      }
    } catch (error) {
      return { ok: false, failure: signal.aborted ? cancelled : transportFailure(error, access.server, access.origin) }
    }
  }

  async function send<T>(
    request: ApiRequest,
    signal: AbortSignal,
    lasting: boolean,
    read: (response: Dispatcher.ResponseData) => T | Promise<T>,
  ): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) return { ok: false, failure: cancelled }
      let answer: Answer<T>
      const response = await once(request, signal, lasting)
      if (response.ok) {
        try {
          answer = { ok: true, value: await read(response.value) }
        } catch (error) {
          answer = {
            ok: false,
            failure: signal.aborted ? cancelled : transportFailure(error, access.server, access.origin),
          }
        }
      } else {
        answer = response
      }
      if (answer.ok) return answer
      const { failure } = answer
      const renewed = failure.status === 401 && attempt === 1 && credentials.reject()
      if (!renewed && (attempt >= attempts || !mayRepeat(request, failure))) return answer
      if (!renewed) await pause(waitFor(failure, attempt), signal)
    }
  }

  return {
    access,
    json: (request, signal) =>
      send(request, signal, false, async (response) => (await response.body.json()) as JsonObject),
    text: (request, signal) => send(request, signal, false, (response) => response.body.text()),
    stream: (request, signal) => send(request, signal, true, (response): AsyncIterable<Uint8Array> => response.body),
    async close() {
      if (pool !== undefined) retired.push(pool.dispatcher.destroy(), pool.watches.destroy())
      pool = undefined
      await Promise.all(retired)
    },
  }
}

const cancelled: ApiFailure = { code: 'cancelled', message: 'cancelled', retryable: false }

/** 429 was never carried out. Of the rest only what is harmless twice is sent twice; a refused connection is not waited for. */
function mayRepeat(request: ApiRequest, failure: ApiFailure): boolean {
  if (failure.status === 429) return true
  const harmless = request.method === 'GET' || request.idempotent === true
  if (!harmless) return false
  if (failure.code === 'unreachable') return !/ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(failure.message)
  return failure.code === 'server' || failure.code === 'timeout'
}

function waitFor(failure: ApiFailure, attempt: number): number {
  const backoff = Math.min(100 * 2 ** (attempt - 1), 3000)
  return Math.max(failure.retryAfterMilliseconds ?? 0, backoff * (0.5 + Math.random() / 2))
}

/** Ends early, without a word, when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) return settle()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      settle()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
  })
}

function dispatcherFor(
  access: ClusterAccess,
  identity: Identity,
  shape: { readonly connections: number | undefined; readonly h2: boolean },
): Dispatcher {
  const tls = {
    rejectUnauthorized: !access.insecure,
    ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
    ...(access.serverName === undefined ? {} : { servername: access.serverName }),
    ...(identity.certificate === undefined ? {} : { cert: identity.certificate }),
    ...(identity.key === undefined ? {} : { key: identity.key }),
  }
  const options = {
    allowH2: shape.h2,
    pipelining: shape.h2 ? 64 : 1,
    keepAliveTimeout: 30_000,
    ...(shape.connections === undefined ? {} : { connections: shape.connections }),
  }
  if (access.proxy !== undefined) return new ProxyAgent({ ...options, uri: access.proxy, requestTls: tls })
  return new Agent({ ...options, connect: { ...tls, timeout: 10_000 } })
}

/** What a refusal means and what to do about it: HTTP answers and broken connections to `Failure`. */
import type { Failure } from '@kusion/engine'

/** A `Status` object of the Kubernetes API. */
export interface ApiStatus {
  readonly kind?: string
  readonly message?: string
  readonly reason?: string
  readonly code?: number
  readonly details?: {
    readonly name?: string
    readonly kind?: string
    readonly group?: string
    readonly retryAfterSeconds?: number
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[]
  }
}

/** A refusal with what the runtime itself needs to decide on; the engine sees the `Failure` in it. */
export interface ApiFailure extends Failure {
  readonly status?: number
  readonly retryAfterMilliseconds?: number
  /** Fields that the server named. */
  readonly fields?: readonly string[]
}

export function answerFailure(
  status: number,
  body: string,
  subject: string,
  retryAfter: string | undefined,
): ApiFailure {
  const answer = parseStatus(body)
  const said = answer?.message ?? (body.trim().slice(0, 300) || `HTTP ${status}`)
  const causes = answer?.details?.causes ?? []
  const base = { status, retryable: false }
  switch (status) {
    case 401:
      return {
        ...base,
        code: 'unauthorized',
        message: `the API server does not know who we are (${subject})`,
        next: 'log in again, or check the user of the kubeconfig context',
      }
    case 403:
      if (/exceeded quota/.test(said)) {
        return { ...base, code: 'quota', message: sentence(said), next: 'ask for a higher quota, or request less' }
      }
      if (/is being terminated/.test(said)) {
        return {
          ...base,
          code: 'terminating',
          message: sentence(said),
          retryable: true,
          next: 'wait until the namespace is gone, then apply again',
        }
      }
      return {
        ...base,
        code: 'forbidden',
        message: sentence(said),
        next: 'ask for the named permission (RBAC), or change what the admission rule forbids',
      }
    case 404:
      return { ...base, code: 'not-found', message: sentence(said) }
    case 409:
      return conflictFailure(said, causes)
    case 410:
      return { ...base, code: 'expired', message: sentence(said), retryable: true }
    case 400:
    case 422:
      return invalidFailure(status, said, causes)
    case 429: {
      const seconds = Number(retryAfter ?? answer?.details?.retryAfterSeconds ?? 1)
      const wait = Number.isFinite(seconds) ? seconds * 1000 : 1000
      return {
        ...base,
        code: 'throttled',
        message: 'the API server has too much to do',
        retryable: true,
        retryAfterMilliseconds: wait,
        next: 'apply again later',
      }
    }
    default: {
      const wait = retryAfter === undefined ? {} : { retryAfterMilliseconds: Number(retryAfter) * 1000 }
      if (status === 504 || answer?.reason === 'Timeout') {
        return {
          ...base,
          ...wait,
          code: 'timeout',
          message: sentence(said),
          retryable: true,
          next: 'apply again; what was done already is recognised',
        }
      }
      return {
        ...base,
        ...wait,
        code: status >= 500 ? 'server' : 'unknown',
        message: `HTTP ${status}: ${sentence(said)}`,
        retryable: status >= 500,
        next: 'look into the log of the API server',
      }
    }
  }
}

type Causes = NonNullable<NonNullable<ApiStatus['details']>['causes']>

function conflictFailure(said: string, causes: Causes): ApiFailure {
  const owned = causes.filter((cause) => cause.reason === 'FieldManagerConflict')
  if (owned.length > 0) {
    const parts = owned.map((cause) => {
      const manager = /conflict with "([^"]+)"/.exec(cause.message ?? '')?.[1] ?? 'another manager'
      return `${(cause.field ?? '?').replace(/^\./, '')} (owned by ${manager})`
    })
    return {
      code: 'conflict',
      status: 409,
      retryable: false,
      message: `others own fields that this stack sets: ${parts.join(', ')}`,
      fields: owned.map((cause) => (cause.field ?? '').replace(/^\./, '')),
      next: 'agree with the other owner, or leave these fields out',
    }
  }
  if (/already exists/.test(said))
    return {
      code: 'exists',
      status: 409,
      retryable: false,
      message: sentence(said),
      next: 'import the object, or give yours another name',
    }
  return {
    code: 'changed',
    status: 409,
    retryable: true,
    message: sentence(said),
    next: 'preview again: the object changed meanwhile',
  }
}

function invalidFailure(status: number, said: string, causes: Causes): ApiFailure {
  const immutable = causes.filter((cause) =>
    /immutable|may not be changed|may not change once set/i.test(cause.message ?? ''),
  )
  const forbiddenUpdate = causes.filter(
    (cause) =>
      cause.reason === 'FieldValueForbidden' &&
      /updates to .* are forbidden|forbidden after creation|may not update/i.test(cause.message ?? ''),
  )
  const forcing = [...new Set([...immutable, ...forbiddenUpdate].map((cause) => cause.field ?? ''))].filter(Boolean)
  if (forcing.length > 0 || /field is immutable/.test(said)) {
    return {
      code: 'immutable',
      status,
      retryable: false,
      message: sentence(said),
      fields: forcing,
      next: 'the object must be replaced',
    }
  }
  const fields = causes.map((cause) => cause.field ?? '').filter(Boolean)
  return {
    code: 'invalid',
    status,
    retryable: false,
    message: sentence(said),
    fields,
    next: 'correct the named fields',
  }
}

/** A broken or impossible connection. */
export function transportFailure(error: unknown, server: string, origin: string): ApiFailure {
  const cause = innermost(error)
  const code = cause.code ?? ''
  if (cause.name === 'AbortError' || code === 'UND_ERR_ABORTED') {
    return { code: 'cancelled', message: 'cancelled', retryable: false }
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return {
      code: 'timeout',
      message: `${server} did not answer in time`,
      retryable: true,
      next: 'look at the load of the API server, then apply again',
    }
  }
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO_/.test(code)) {
    return {
      code: 'tls',
      message: `no trusted connection to ${server} (${origin}): ${cause.message}`,
      retryable: false,
      next: 'check certificate-authority, tls-server-name and the client certificate in the kubeconfig',
    }
  }
  return {
    code: 'unreachable',
    message: `cannot reach the API server at ${server} (${origin}): ${code === '' ? cause.message : code}`,
    retryable: true,
    next: 'is the cluster up, and is this the right context?',
  }
}

function innermost(error: unknown): Error & { readonly code?: string } {
  let current = error
  while (current instanceof Error) {
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : current.cause
    if (!(inner instanceof Error)) return current
    current = inner
  }
  return new Error(String(current))
}

function parseStatus(body: string): ApiStatus | undefined {
  try {
    const value = JSON.parse(body) as ApiStatus
    return value.kind === 'Status' ? value : undefined
  } catch {
    return undefined
  }
}

function sentence(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/** Answers that refuse, in the words of the real API server. */
import type { JsonMap } from './object.ts'

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: number
  readonly reason: string
  readonly details: JsonMap | undefined
  constructor(code: number, reason: string, message: string, details?: JsonMap) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }
  get body(): JsonMap {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    }
  }
}

export interface Cause {
  readonly reason: string
  readonly message: string
  readonly field: string
}

export function notFound(plural: string, group: string, name: string): ApiError {
  const resource = group === '' ? plural : `${plural}.${group}`
  return new ApiError(404, 'NotFound', `${resource} "${name}" not found`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: plural,
  })
}

export function invalid(kind: string, group: string, name: string, causes: readonly Cause[]): ApiError {
  const subject = group === '' ? kind : `${kind}.${group}`
  const texts = causes.map((cause) => `${cause.field}: ${cause.message}`)
  const shown = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  return new ApiError(422, 'Invalid', `${subject} "${name}" is invalid: ${shown}`, {
    name,
    ...(group === '' ? {} : { group }),
    kind,
    causes: causes.map((cause) => ({ ...cause })),
  })
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

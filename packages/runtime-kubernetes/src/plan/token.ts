/** What an apply holds the world to: the very object that was planned against, and whether drift is set back by force. */
import type { JsonObject } from '@kusion/spec'
import { textAt } from '../objects/object.ts'

export interface Token {
  readonly uid: string
  readonly resourceVersion: string
  readonly force: boolean
}

export function tokenOf(live: JsonObject, force: boolean): string {
  const uid = textAt(live, 'metadata', 'uid') ?? ''
  return `${uid}/${textAt(live, 'metadata', 'resourceVersion') ?? ''}${force ? '/force' : ''}`
}

export function readToken(token: string | undefined): Token | undefined {
  const [uid, resourceVersion, force] = token?.split('/') ?? []
  return uid && resourceVersion ? { uid, resourceVersion, force: force === 'force' } : undefined
}

import type { Health, JsonObject } from '@kusion/spec'
import { listAt, numberAt, textAt } from '../objects/object.ts'

/** How an object is, in one word and one sentence. */
export interface Verdict {
  readonly health: Health
  readonly message: string
}

/** Judges one object by what it says itself. What belongs to it is judged on its own and then weighed in `observe/`. */
export type HealthRule = (object: JsonObject) => Verdict

export const healthy = (message: string): Verdict => ({ health: 'healthy', message })
export const progressing = (message: string): Verdict => ({ health: 'progressing', message })
export const degraded = (message: string): Verdict => ({ health: 'degraded', message })
export const failed = (message: string): Verdict => ({ health: 'failed', message })

export function condition(object: JsonObject, type: string): JsonObject | undefined {
  return listAt(object, 'status', 'conditions').find((entry) => entry['type'] === type)
}

export function holds(object: JsonObject, type: string): boolean {
  return condition(object, type)?.['status'] === 'True'
}

/** What a condition says, in its own words. */
export function said(entry: JsonObject | undefined): string {
  const message = textAt(entry, 'message')
  const reason = textAt(entry, 'reason')
  return (message || reason || 'no reason given').trim().replace(/\s+/g, ' ')
}

/** True where the controller has not yet seen the latest change, so that the rest of the status is about the past. */
export function isStatusOld(object: JsonObject): boolean {
  const generation = numberAt(object, 'metadata', 'generation')
  return generation !== undefined && (numberAt(object, 'status', 'observedGeneration') ?? 0) < generation
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

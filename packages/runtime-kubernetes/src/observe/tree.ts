/** The live objects by uid, who hangs under whom, and the verdict that a whole tree comes to. Pure: fed by watches. */
import type { JsonObject } from '@kusion/spec'
import { at, isObject, listAt, nameOf, objectId, textAt } from '../objects/object.ts'
import { healthOf, type Verdict } from '../health/index.ts'
import { isOfOldRollout, parentUid } from './belonging.ts'

export interface Branch {
  readonly object: JsonObject
  readonly verdict: Verdict
  /** The object it hangs under. */
  readonly parent: JsonObject
  /** True where it is of an older rollout and does not count. */
  readonly old: boolean
}

/** Objects without a uid of the server's (in no real cluster) are known by their names. */
export function uidOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'uid') ?? objectId(nameOf(object))
}

export class ObjectTree {
  readonly objects = new Map<string, JsonObject>()
  readonly #children = new Map<string, Set<string>>()
  /** The latest warning about an object, by its uid. */
  readonly #warnings = new Map<string, JsonObject>()
  readonly #logs = new Map<string, string>()

  put(object: JsonObject): void {
    if (object['kind'] === 'Event') return this.#hear(object)
    const uid = uidOf(object)
    this.objects.set(uid, object)
    const parent = parentUid(object)
    if (parent === undefined) return
    const siblings = this.#children.get(parent) ?? new Set()
    this.#children.set(parent, siblings.add(uid))
  }

  remove(object: JsonObject): void {
    const uid = uidOf(object)
    this.objects.delete(uid)
    this.#warnings.delete(uid)
    this.#logs.delete(uid)
    const parent = parentUid(object)
    const siblings = parent === undefined ? undefined : this.#children.get(parent)
    if (siblings?.delete(uid) && siblings.size === 0 && parent !== undefined) this.#children.delete(parent)
  }

  setLog(uid: string, log: string): void {
    this.#logs.set(uid, log)
  }

  #hear(event: JsonObject): void {
    const about = textAt(event, 'involvedObject', 'uid')
    if (about === undefined) return
    if (event['type'] === 'Warning') this.#warnings.set(about, event)
  }

  /** The topmost known owner; what an event is about counts as its object. */
  rootOf(object: JsonObject): string {
    let uid = object['kind'] === 'Event' ? (textAt(object, 'involvedObject', 'uid') ?? '') : uidOf(object)
    for (let depth = 0; depth < 10; depth++) {
      const known: JsonObject | undefined = uid === uidOf(object) ? object : this.objects.get(uid)
      const parent = known === undefined ? undefined : parentUid(known)
      if (parent === undefined || !this.objects.has(parent)) break
      uid = parent
    }
    return uid
  }

  below(root: JsonObject, old = false): readonly Branch[] {
    const branches: Branch[] = []
    for (const uid of this.#children.get(uidOf(root)) ?? []) {
      const object = this.objects.get(uid)
      if (object === undefined) continue
      const outdated = old || isOfOldRollout(object, root)
      branches.push({ object, verdict: this.verdictOf(object), parent: root, old: outdated })
      branches.push(...this.below(object, outdated))
    }
    return branches
  }

  verdictOf(object: JsonObject): Verdict {
    const verdict = healthOf(object)
    const uid = uidOf(object)
    const log = this.#logs.get(uid)
    if (log !== undefined && verdict.message.includes('crashing'))
      return { ...verdict, message: `${verdict.message}; its last words: ${log}` }
    const warning = this.#warnings.get(uid)
    if (verdict.health !== 'progressing' || warning === undefined) return verdict
    const message = textAt(warning, 'message') ?? ''
    if (/exceeded quota/.test(message)) return { health: 'failed', message: `Pods cannot be created: ${message}` }
    return {
      health: 'progressing',
      message: `${verdict.message} (${textAt(warning, 'reason') ?? 'Warning'}: ${message})`,
    }
  }
}

/** A resource is as its own status says, unless something below explains better why it is not there yet. */
export function weigh(root: JsonObject, own: Verdict, branches: readonly Branch[]): Verdict {
  if (root['kind'] === 'Service') return weighService(root, own, branches)
  if (own.health !== 'progressing') return own.health === 'failed' ? withCause(own, branches) : own
  const counted = branches.filter((branch) => !branch.old)
  const cause =
    counted.findLast((branch) => branch.verdict.health === 'failed') ??
    counted.findLast((branch) => branch.verdict.health === 'degraded')
  if (cause === undefined) return own
  // A job starts new pods in place of failed ones and says itself when it gives up.
  const retried = root['kind'] === 'Job' || root['kind'] === 'CronJob'
  const health =
    retried && /^(The pod failed|Container \S+ ended)/.test(cause.verdict.message) ? 'degraded' : cause.verdict.health
  return { health, message: causeSentence(cause) }
}

function withCause(own: Verdict, branches: readonly Branch[]): Verdict {
  const cause = branches.findLast(
    (branch) =>
      !branch.old &&
      branch.object['kind'] === 'Pod' &&
      (branch.verdict.health === 'failed' || branch.verdict.health === 'degraded'),
  )
  return cause === undefined ? own : { health: 'failed', message: `${own.message}. ${causeSentence(cause)}` }
}

function causeSentence(cause: Branch): string {
  return `${String(cause.object['kind'])} ${nameOf(cause.object).name}: ${cause.verdict.message}`
}

function weighService(root: JsonObject, own: Verdict, branches: readonly Branch[]): Verdict {
  const selector = at(root, 'spec', 'selector')
  if (own.health !== 'healthy' || !isObject(selector) || Object.keys(selector).length === 0) return own
  const ready = branches
    .flatMap((branch) => listAt(branch.object, 'endpoints'))
    .filter((endpoint) => at(endpoint, 'conditions', 'ready') !== false).length
  return ready > 0
    ? { health: 'healthy', message: `${ready} endpoint${ready === 1 ? '' : 's'} ready` }
    : { health: 'progressing', message: 'Waiting for an endpoint to be ready' }
}

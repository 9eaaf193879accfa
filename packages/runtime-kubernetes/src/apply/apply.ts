/** Carries out one planned change, and refuses a world that is no longer the planned one. */
import type { Applied, PlannedChange, Result } from '@kusion/engine'
import type { JsonObject, Resource } from '@kusion/spec'
import { invariant, unreachable } from '@kusion/diagnostics'
import { pause, type Answer, type ApiFailure } from '../client/index.ts'
import { objectPath } from '../discovery/index.ts'
import { readObject, serverSideApply, type Cluster } from '../objects/cluster.ts'
import {
  applyBody,
  describe,
  isObject,
  listAt,
  objectId,
  sameValue,
  textAt,
  verifiedName,
  withoutNoise,
  type ObjectName,
} from '../objects/object.ts'
import { readToken, type Token } from '../plan/token.ts'

export async function apply(cluster: Cluster, change: PlannedChange, signal: AbortSignal): Promise<Result<Applied>> {
  const subject = change.desired ?? change.prior
  invariant(subject !== undefined, 'a planned change names a desired or a prior resource')
  const name = verifiedName(subject)
  if (!name.ok) return name
  // What was read for planning is the past from here on.
  cluster.ahead.delete(objectId(name.value))
  const answer = await carryOut(cluster, change, name.value, signal)
  if (answer.ok) return answer
  return { ok: false, failure: { ...answer.failure, message: `${describe(name.value)}: ${answer.failure.message}` } }
}

async function carryOut(
  cluster: Cluster,
  change: PlannedChange,
  name: ObjectName,
  signal: AbortSignal,
): Promise<Answer<Applied>> {
  const token = readToken(change.token)
  switch (change.action) {
    case 'unchanged':
      return { ok: true, value: { resource: change.desired, live: change.live, written: false } }
    case 'delete': {
      const gone = await deleteObject(cluster, name, token?.uid, 'Background', signal)
      return gone.ok ? { ok: true, value: { resource: undefined, live: undefined, written: gone.value } } : gone
    }
    case 'create':
    case 'update':
      return write(cluster, wanted(change), name, token, change.live, signal)
    case 'replace': {
      const gone = await deleteObject(cluster, name, token?.uid, 'Background', signal)
      if (!gone.ok) return gone
      const waited = await waitGone(cluster, name, token?.uid, signal)
      return waited.ok ? write(cluster, wanted(change), name, undefined, undefined, signal) : waited
    }
    default:
      return unreachable(change.action)
  }
}

function wanted(change: PlannedChange): Resource {
  invariant(change.desired !== undefined, 'create, update and replace have a desired resource')
  return change.desired
}

async function write(
  cluster: Cluster,
  desired: Resource,
  name: ObjectName,
  token: Token | undefined,
  planned: JsonObject | undefined,
  signal: AbortSignal,
): Promise<Answer<Applied>> {
  const body = applyBody(desired.attributes, name)
  let held = token
  const deadline = Date.now() + groundTimeout
  for (;;) {
    const answer = await serverSideApply(
      cluster,
      name,
      held === undefined ? body : heldTo(body, held),
      { dryRun: false, force: token?.force ?? false },
      signal,
    )
    if (answer.ok) {
      const live = answer.value
      const written = held === undefined || textAt(live, 'metadata', 'resourceVersion') !== held.resourceVersion
      const usable = await waitUsable(cluster, name, live, signal)
      return usable.ok ? { ok: true, value: { resource: desired, live: withoutNoise(live), written } } : usable
    }
    const { failure } = answer
    if (failure.code === 'changed' && held !== undefined) {
      // Status alone moves resource versions: only a change of what was planned against counts.
      const current = await readObject(cluster, name, signal)
      if (!current.ok) return current
      const next = await renewed(current.value, held, planned, desired)
      if (next === undefined) return { ok: false, failure: changedMeanwhile }
      held = next
    } else if (Date.now() < deadline && !signal.aborted && isGroundComing(cluster, name, failure)) {
      await pause(200, signal)
    } else {
      return answer
    }
  }
}

/** How long an apply waits for a namespace or kind of the same run to become usable. */
const groundTimeout = 60_000

const changedMeanwhile: ApiFailure = {
  code: 'changed',
  message: 'the object was changed since the preview',
  retryable: true,
  next: 'preview again, look at the difference, then apply',
}

function heldTo(body: JsonObject, token: Token): JsonObject {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {}
  return { ...body, metadata: { ...metadata, uid: token.uid, resourceVersion: token.resourceVersion } }
}

function renewed(
  current: JsonObject | undefined,
  held: Token,
  planned: JsonObject | undefined,
  desired: Resource,
): Token | undefined {
  if (current === undefined || textAt(current, 'metadata', 'uid') !== held.uid || planned === undefined)
    return undefined
  const resourceVersion = textAt(current, 'metadata', 'resourceVersion') ?? ''
  // A plan holds no values of Secrets, so their data cannot be compared: their version must be exact.
  if (desired.attributes['kind'] === 'Secret') return undefined
  return sameValue(withoutNoise(current), planned) ? { ...held, resourceVersion } : undefined
}

function isGroundComing(cluster: Cluster, name: ObjectName, failure: ApiFailure): boolean {
  if (failure.code === 'terminating') return true
  if (failure.code !== 'not-found') return false
  return cluster.comingKinds.has(`${name.apiVersion.split('/')[0] ?? ''}/${name.kind}`)
}

/** True where something was there to delete. */
async function deleteObject(
  cluster: Cluster,
  name: ObjectName,
  uid: string | undefined,
  propagationPolicy: string,
  signal: AbortSignal,
): Promise<Answer<boolean>> {
  const resource = await cluster.discovery.find(name.apiVersion, name.kind, signal)
  if (!resource.ok) return resource
  if (resource.value === undefined || uid === undefined) return { ok: true, value: false }
  const answer = await cluster.client.json(
    {
      method: 'DELETE',
      path: objectPath(name, resource.value),
      body: JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, preconditions: { uid } }),
      contentType: 'application/json',
      subject: describe(name),
      // The uid makes a second one harmless: it never meets a successor.
      idempotent: true,
    },
    signal,
  )
  if (answer.ok) return { ok: true, value: true }
  if (answer.failure.code === 'not-found') return { ok: true, value: false }
  if (answer.failure.status === 409 && /uid/i.test(answer.failure.message)) return { ok: true, value: false }
  return answer
}

async function waitGone(
  cluster: Cluster,
  name: ObjectName,
  uid: string | undefined,
  signal: AbortSignal,
): Promise<Answer<undefined>> {
  const deadline = Date.now() + 120_000
  for (let wait = 25; ; wait = Math.min(wait * 2, 1000)) {
    const current = await readObject(cluster, name, signal)
    if (!current.ok) return current
    if (current.value === undefined || (uid !== undefined && textAt(current.value, 'metadata', 'uid') !== uid))
      return { ok: true, value: undefined }
    if (Date.now() > deadline) {
      const finalizers = (current.value['metadata'] as JsonObject)['finalizers']
      const held = Array.isArray(finalizers) && finalizers.length > 0 ? ` (finalizers: ${finalizers.join(', ')})` : ''
      return {
        ok: false,
        failure: {
          code: 'timeout',
          message: `is still there 2 minutes after its deletion${held}`,
          retryable: true,
          next: 'see who should remove the finalizers, then apply again',
        },
      }
    }
    await pause(wait, signal)
    if (signal.aborted) return { ok: false, failure: { code: 'cancelled', message: 'cancelled', retryable: false } }
  }
}

/** A CRD is of use only when its kind is served. */
async function waitUsable(
  cluster: Cluster,
  name: ObjectName,
  applied: JsonObject,
  signal: AbortSignal,
): Promise<Answer<undefined>> {
  if (name.kind !== 'CustomResourceDefinition') return { ok: true, value: undefined }
  const deadline = Date.now() + 30_000
  let current: JsonObject | undefined = applied
  while (
    !listAt(current, 'status', 'conditions').some(
      (condition) => condition['type'] === 'Established' && condition['status'] === 'True',
    )
  ) {
    if (Date.now() > deadline)
      return {
        ok: false,
        failure: {
          code: 'timeout',
          message: 'is not established after 30 seconds',
          retryable: true,
          next: 'look at its status.conditions',
        },
      }
    await pause(100, signal)
    if (signal.aborted) return { ok: false, failure: { code: 'cancelled', message: 'cancelled', retryable: false } }
    const answer = await readObject(cluster, name, signal)
    if (!answer.ok) return answer
    current = answer.value
  }
  return { ok: true, value: undefined }
}

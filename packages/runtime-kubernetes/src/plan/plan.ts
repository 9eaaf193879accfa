/** What would change, as the API server itself computes it. Writes nothing. */
import type { Failure, PlannedChange, PlanRequest, Result } from '@kusion/engine'
import type { JsonObject, Resource } from '@kusion/spec'
import { invariant } from '@kusion/diagnostics'
import type { ApiFailure } from '../client/index.ts'
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
import { fieldChanges } from './field-changes.ts'
import { isOwnedAsDesired, managerEntry } from './ownership.ts'
import { tokenOf } from './token.ts'

export async function plan(
  cluster: Cluster,
  request: PlanRequest,
  signal: AbortSignal,
): Promise<Result<PlannedChange>> {
  const subject = request.desired ?? request.prior
  invariant(subject !== undefined, 'a plan request names a desired or a prior resource')
  const name = verifiedName(subject)
  if (!name.ok) return name
  const live = await readObject(cluster, name.value, signal)
  if (!live.ok) return live
  if (request.desired === undefined) return { ok: true, value: planDelete(request, subject, live.value) }
  return planApply(cluster, request, request.desired, name.value, live.value, signal)
}

function planDelete(request: PlanRequest, subject: Resource, live: JsonObject | undefined): PlannedChange {
  const clean = live === undefined ? undefined : withoutNoise(live)
  return {
    id: subject.id,
    type: subject.type,
    action: 'delete',
    desired: undefined,
    prior: request.prior,
    live: clean === undefined ? undefined : maskedSecret(clean),
    planned: undefined,
    changes: fieldChanges(clean, undefined),
    ...(live === undefined ? { warnings: ['is gone already'] } : { token: tokenOf(live, false) }),
  }
}

async function planApply(
  cluster: Cluster,
  request: PlanRequest,
  desired: Resource,
  name: ObjectName,
  live: JsonObject | undefined,
  signal: AbortSignal,
): Promise<Result<PlannedChange>> {
  const body = applyBody(desired.attributes, name)
  const base = { id: desired.id, type: desired.type, desired, prior: request.prior }
  const before = live === undefined ? undefined : withoutNoise(live)

  function change(
    action: PlannedChange['action'],
    after: JsonObject,
    more: Partial<PlannedChange> = {},
    force = false,
  ): Result<PlannedChange> {
    const changes = action === 'unchanged' ? [] : fieldChanges(before, after)
    return {
      ok: true,
      value: {
        ...base,
        action,
        live: before === undefined ? undefined : maskedSecret(before),
        planned: maskedSecret(after),
        changes,
        ...(live === undefined ? {} : { token: tokenOf(live, force) }),
        ...more,
      },
    }
  }

  if (
    live !== undefined &&
    before !== undefined &&
    (declaresNothing(body) || isOwnedAsDesired(live, body, cluster.manager))
  )
    return change('unchanged', before)
  const missing = live === undefined ? await missingGround(cluster, name, signal) : undefined
  if (missing !== undefined) return missing.ok ? change('create', body, { warnings: [missing.value] }) : missing

  const first = await serverSideApply(cluster, name, body, { dryRun: true, force: false }, signal)
  const warnings: string[] = []
  let force = false
  let answer = first
  if (!first.ok && first.failure.code === 'conflict' && live !== undefined) {
    const declared = declaredOwners(live, first.failure, cluster.manager)
    if (declared.length > 0) return refused(name, first.failure)
    // Changed by hand or by a controller: drift, which this apply sets back.
    warnings.push(`sets back what others changed: ${first.failure.message.replace(/^.*?: /, '')}`)
    force = true
    answer = await serverSideApply(cluster, name, body, { dryRun: true, force }, signal)
  }
  if (answer.ok) {
    const after = withoutNoise(answer.value)
    if (before === undefined) return change('create', after)
    if (!sameValue(before, after)) return change('update', after, warnings.length > 0 ? { warnings } : {}, force)
    if (live !== undefined && managerEntry(live, cluster.manager) === undefined) {
      return change(
        'update',
        after,
        { warnings: [...warnings, 'exists already and is as wanted: this apply takes it over'] },
        force,
      )
    }
    return change('unchanged', before)
  }
  const { failure } = answer
  if (failure.code === 'immutable' && before !== undefined) {
    const because = failure.fields !== undefined && failure.fields.length > 0 ? failure.fields : [failure.message]
    return change('replace', overlay(before, body), { replaceBecause: because })
  }
  if (live === undefined && failure.code === 'not-found') {
    const late = absentGround(cluster, name)
    if (late !== undefined) return change('create', body, { warnings: [late] })
    if (name.namespace !== undefined)
      return refused(name, { ...failure, next: `create the namespace ${name.namespace}, or add it to the stack` })
  }
  return refused(name, failure)
}

/** An object that is wanted just to be there, such as a plain namespace: nobody owns a field of it. */
function declaresNothing(body: JsonObject): boolean {
  const metadata = isObject(body['metadata']) ? Object.keys(body['metadata']) : []
  return (
    Object.keys(body).every((key) => key === 'apiVersion' || key === 'kind' || key === 'metadata') &&
    metadata.every((key) => key === 'name' || key === 'namespace')
  )
}

/** Where an object's namespace or kind comes with this same run, the server cannot be asked: said, not guessed. */
async function missingGround(
  cluster: Cluster,
  name: ObjectName,
  signal: AbortSignal,
): Promise<Result<string> | undefined> {
  const kind = await cluster.discovery.find(name.apiVersion, name.kind, signal)
  if (!kind.ok) return kind
  if (kind.value !== undefined) return undefined
  const coming = absentGround(cluster, name)
  if (coming !== undefined) return { ok: true, value: coming }
  return {
    ok: false,
    failure: {
      code: 'not-found',
      message: `${describe(name)}: the cluster has no kind ${name.kind} in ${name.apiVersion}`,
      retryable: false,
      next: 'install its CustomResourceDefinition, or add it to the stack',
    },
  }
}

function absentGround(cluster: Cluster, name: ObjectName): string | undefined {
  if (cluster.comingKinds.has(`${name.apiVersion.split('/')[0] ?? ''}/${name.kind}`)) {
    return `not checked by the server: its kind ${name.kind} comes with this same apply`
  }
  if (
    name.namespace !== undefined &&
    cluster.coming.has(objectId({ apiVersion: 'v1', kind: 'Namespace', namespace: undefined, name: name.namespace }))
  ) {
    return `not checked by the server: its namespace ${name.namespace} comes with this same apply`
  }
  return undefined
}

/** Managers that state their fields by apply, as we do: taking fields from them would start a fight. */
function declaredOwners(live: JsonObject, failure: ApiFailure, self: string): readonly string[] {
  const appliers = listAt(live, 'metadata', 'managedFields').filter((entry) => entry['operation'] === 'Apply')
  return appliers
    .map((entry) => textAt(entry, 'manager') ?? '')
    .filter((manager) => manager !== self && failure.message.includes(`owned by ${manager})`))
}

function refused(name: ObjectName, failure: ApiFailure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { ...failure, message: `${describe(name)}: ${failure.message}` } }
}

/** What a replaced object will at least say: the live one with all that is wanted laid over it. */
function overlay(below: JsonObject, above: JsonObject): JsonObject {
  const merged: Record<string, JsonObject[string]> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key]
    merged[key] = isObject(under) && isObject(value) ? overlay(under, value) : value
  }
  return merged
}

/** Plans are saved and shown; the values of Secrets do not belong there. */
function maskedSecret(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Secret') return object
  const hidden = (value: JsonObject[string] | undefined): JsonObject =>
    isObject(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, '(secret)'])) : {}
  return {
    ...object,
    ...(object['data'] === undefined ? {} : { data: hidden(object['data']) }),
    ...(object['stringData'] === undefined ? {} : { stringData: hidden(object['stringData']) }),
  }
}

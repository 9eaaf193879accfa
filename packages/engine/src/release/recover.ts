/** After a crash: what the journal says was done is taken over, what is in doubt is asked of the world. */
import type { Resource, ResourceId } from '@kusion/spec'
import type { EventStream } from '../events.ts'
import { Journal, replay, type JournalEntry } from '../journal/journal.ts'
import type { Runtime } from '../runtime.ts'
import type { StateStore } from '../store.ts'
import type { Releases } from './releases.ts'

export interface RecoverFailure {
  readonly id: ResourceId
  readonly message: string
  readonly next: string | undefined
}

/** Undefined where nothing was open or all is told; a failure where the world could not be asked. */
export async function recover(
  store: StateStore,
  releases: Releases,
  runtimes: ReadonlyMap<string, Runtime>,
  events: EventStream,
  signal: AbortSignal,
): Promise<RecoverFailure | undefined> {
  const journal = new Journal(store, releases.journalKey)
  const entries = await journal.read()
  if (entries.length === 0) return closeUnfinished(releases)
  const begin = entries.findLast((entry) => entry.type === 'begin')
  const release = begin && (await releases.get(begin.revision))
  if (!begin || !release) {
    await journal.clear()
    return undefined
  }
  const { resources, inDoubt } = replay(entries, release.state.resources)
  const state = new Map(resources)
  let done = entries.filter((entry) => entry.type === 'outcome' && entry.ok).length
  for (const intent of inDoubt) {
    const known = intent.desired ?? intent.prior
    const runtime = known && runtimes.get(known.type)
    if (!known || !runtime) continue
    const live = await runtime.read(known, signal)
    if (!live.ok) return { id: intent.id, message: live.failure.message, next: live.failure.next }
    if (settle(intent, live.value !== undefined, state, events)) done++
  }
  await releases.update(
    release,
    { phase: done === begin.operations ? 'succeeded' : 'failed', state: { resources: [...state.values()] } },
    new Date().toISOString(),
  )
  await journal.clear()
  return undefined
}

/** Answers whether the operation was carried out for certain: an object that is there may still wait for its update. */
function settle(
  intent: Extract<JournalEntry, { type: 'intent' }>,
  isThere: boolean,
  state: Map<ResourceId, Resource>,
  events: EventStream,
): boolean {
  const { id, action } = intent
  const isDone = action === 'delete' ? !isThere : isThere
  if (!isThere) state.delete(id)
  else if (intent.desired) state.set(id, intent.desired)
  const fact = isThere ? 'the object is there' : 'the object is not there'
  events.emit({
    type: 'operation.recovered',
    id,
    action,
    outcome: isDone ? 'done' : 'not done',
    message: `an earlier run stopped while it was to ${action} this; ${fact}`,
  })
  return isDone && action !== 'update'
}

/** A run that stopped before its first operation leaves nothing but an open phase. */
async function closeUnfinished(releases: Releases): Promise<undefined> {
  const latest = await releases.latest()
  if (latest && latest.phase !== 'succeeded' && latest.phase !== 'failed') {
    await releases.update(latest, { phase: 'failed' }, new Date().toISOString())
  }
  return undefined
}

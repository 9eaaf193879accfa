/**
 * The operation journal: an intent is durable before its operation starts, the outcome after it ended. Records that
 * arrive while others are being written are written together, so that many operations share one trip to the disk.
 */
import type { Action, Resource, ResourceId } from '@kusion/spec'
import type { StateStore } from '../store.ts'

export type JournalEntry =
  | {
      readonly type: 'begin'
      readonly revision: number
      readonly plan: string
      /** How many of the plan's steps change something: a run that did them all was stopped only before it could say so. */
      readonly operations: number
    }
  | {
      readonly type: 'intent'
      readonly id: ResourceId
      readonly action: Action
      readonly desired: Resource | null
      readonly prior: Resource | null
    }
  | { readonly type: 'outcome'; readonly id: ResourceId; readonly ok: boolean; readonly resource: Resource | null }

export class Journal {
  readonly #store: StateStore
  readonly #key: string
  #waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = []
  #isWriting = false

  constructor(store: StateStore, key: string) {
    this.#store = store
    this.#key = key
  }

  /** Resolves when the entry would survive a crash. */
  record(entry: JournalEntry): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ line: JSON.stringify(entry), done, failed })
      if (!this.#isWriting) void this.#write()
    })
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    // Everything that is recorded in this turn goes with the first write.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#store.append(this.#key, batch.map((item) => item.line).join('\n'))
        for (const item of batch) item.done()
      } catch (error) {
        for (const item of batch) item.failed(error)
      }
    }
    this.#isWriting = false
  }

  async read(): Promise<readonly JournalEntry[]> {
    return (await this.#store.readLines(this.#key)).map((line) => JSON.parse(line) as JournalEntry)
  }

  clear(): Promise<void> {
    return this.#store.delete(this.#key)
  }
}

export interface Replayed {
  /** The release that did not end; undefined where nothing is open. */
  readonly revision: number | undefined
  /** What is known to be there after the finished operations. */
  readonly resources: ReadonlyMap<ResourceId, Resource>
  /** Operations that were started and never ended. */
  readonly inDoubt: readonly Extract<JournalEntry, { type: 'intent' }>[]
}

/** Folds the journal over the state that its release started with. Pure. */
export function replay(entries: readonly JournalEntry[], before: readonly Resource[]): Replayed {
  let revision: number | undefined
  const resources = new Map(before.map((resource) => [resource.id, resource]))
  const open = new Map<ResourceId, Extract<JournalEntry, { type: 'intent' }>>()
  for (const entry of entries) {
    switch (entry.type) {
      case 'begin':
        revision = entry.revision
        break
      case 'intent':
        open.set(entry.id, entry)
        break
      case 'outcome':
        open.delete(entry.id)
        if (!entry.ok) break
        if (entry.resource) resources.set(entry.id, entry.resource)
        else resources.delete(entry.id)
        break
    }
  }
  return { revision, resources, inDoubt: [...open.values()] }
}

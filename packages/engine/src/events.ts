/** The one stream of events: ordered, numbered, with any number of readers. */
import type { Event, EventBody } from '@kusion/spec'

export type EventReader = (event: Event) => void

export class EventStream {
  readonly #readers: EventReader[] = []
  readonly #now: () => Date
  #sequence = 0

  constructor(now: () => Date = () => new Date()) {
    this.#now = now
  }

  /** Answers how to stop reading. */
  subscribe(reader: EventReader): () => void {
    this.#readers.push(reader)
    return () => void this.#readers.splice(this.#readers.indexOf(reader), 1)
  }

  emit(body: EventBody): void {
    const event: Event = { sequence: ++this.#sequence, time: this.#now().toISOString(), ...body }
    for (const reader of this.#readers) reader(event)
  }
}

/** A reader of the event stream. Views know events and nothing of the engine. */
import type { Event } from '@kusion/spec'

export interface EventView {
  show(event: Event): void
  /** The stream has ended: draw the last state, give the terminal back. */
  finish(): void
}

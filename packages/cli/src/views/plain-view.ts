/** One line per event that matters, for logs and pipes. */
import type { Event } from '@kusion/spec'
import type { Style } from './style.ts'
import type { EventView } from './view.ts'

export function createPlainView(write: (line: string) => void, style: Style): EventView {
  const lastMessage = new Map<string, string>()
  /** Says a thing once, not at every heartbeat. */
  const once = (key: string, line: string): void => {
    if (lastMessage.get(key) === line) return
    lastMessage.set(key, line)
    write(line)
  }
  return {
    show(event: Event): void {
      switch (event.type) {
        case 'apply.started':
          return write(`revision ${event.revision}: ${event.operations} operations`)
        case 'operation.started':
          return
        case 'operation.succeeded':
          return write(`${style.paint('green', PAST[event.action])} ${event.id} (${event.milliseconds} ms)`)
        case 'operation.failed':
          write(`${style.paint('red', 'failed')} ${event.id}: ${event.failure.message}`)
          if (event.failure.next) write(`  next: ${event.failure.next}`)
          return
        case 'operation.skipped':
          return write(`${style.paint('yellow', 'skipped')} ${event.id}: ${event.because}`)
        case 'operation.recovered':
          return write(`recovered ${event.id}: ${event.message}`)
        case 'health.changed':
          return once(event.id, `${event.health} ${event.id}: ${event.message}`)
        case 'resource.observed':
          if (event.object.health === 'failed' || event.object.health === 'degraded') {
            once(
              event.object.id,
              `${event.object.health} ${event.object.kind} ${event.object.name}: ${event.object.message}`,
            )
          }
          return
        case 'warning':
          return write(`${style.paint('yellow', 'warning')} ${event.id ? `${event.id}: ` : ''}${event.message}`)
        case 'plan.started':
        case 'resource.planned':
        case 'plan.finished':
        case 'apply.finished':
        case 'observe.finished':
          return
      }
    },
    finish() {},
  }
}

const PAST = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  unchanged: 'unchanged',
} as const

/** Every event as one line of JSON. */
export function createJsonView(write: (line: string) => void): EventView {
  return { show: (event) => write(JSON.stringify(event)), finish() {} }
}

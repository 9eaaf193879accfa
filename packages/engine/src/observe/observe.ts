/** Follows resources until all are available, one has failed for good, or time is up. */
import type { Health, Resource, ResourceId } from '@kusion/spec'
import type { EventStream } from '../events.ts'
import type { Runtime } from '../runtime.ts'

export type ObserveOutcome = 'healthy' | 'failed' | 'timed out' | 'interrupted'

export interface Observed {
  readonly outcome: ObserveOutcome
  /** What is not available, with the message that matters. */
  readonly waiting: readonly { readonly id: ResourceId; readonly health: Health; readonly message: string }[]
}

export interface ObserveInput {
  readonly resources: readonly Resource[]
  readonly runtimes: ReadonlyMap<string, Runtime>
  readonly events: EventStream
  readonly timeoutMilliseconds: number
  readonly signal: AbortSignal
}

export async function observe(input: ObserveInput): Promise<Observed> {
  const { resources, runtimes, events, signal } = input
  const status = new Map<ResourceId, { readonly health: Health; readonly message: string }>(
    resources.map((resource) => [resource.id, { health: 'unknown', message: 'not looked at yet' }]),
  )
  const stop = new AbortController()
  const timeout = AbortSignal.timeout(input.timeoutMilliseconds)
  const ended = AbortSignal.any([stop.signal, timeout, signal])
  const outcomeNow = (): 'healthy' | 'failed' | undefined => {
    let allHealthy = true
    for (const { health } of status.values()) {
      if (health === 'failed') return 'failed'
      if (health !== 'healthy') allHealthy = false
    }
    return allHealthy ? 'healthy' : undefined
  }
  const follow = async (type: string, runtime: Runtime): Promise<void> => {
    const own = resources.filter((resource) => resource.type === type)
    for await (const observation of runtime.observe(own, ended)) {
      if (observation.type === 'health') {
        const { id, health, message, createdAt } = observation
        if (!status.has(id)) continue
        status.set(id, { health, message })
        events.emit({ type: 'health.changed', id, health, message, ...(createdAt === undefined ? {} : { createdAt }) })
      } else if (observation.type === 'object')
        events.emit({ type: 'resource.observed', id: observation.id, object: observation.object })
      else events.emit({ type: 'warning', message: observation.message })
      if (outcomeNow() !== undefined) stop.abort()
      if (ended.aborted) return
    }
  }
  const types = new Set(resources.map((resource) => resource.type))
  await Promise.all(
    [...types].map((type) => {
      const runtime = runtimes.get(type)
      return runtime ? follow(type, runtime) : undefined
    }),
  )
  const outcome: ObserveOutcome = outcomeNow() ?? (signal.aborted ? 'interrupted' : 'timed out')
  const waiting = [...status].filter(([, { health }]) => health !== 'healthy').map(([id, rest]) => ({ id, ...rest }))
  events.emit({ type: 'observe.finished', outcome, waiting: waiting.map((entry) => entry.id) })
  return { outcome, waiting }
}

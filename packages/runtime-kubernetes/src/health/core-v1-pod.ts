/** Pods: where almost every root cause is found. */
import type { JsonObject } from '@kusion/spec'
import { listAt, numberAt, textAt } from '../objects/object.ts'
import { condition, degraded, failed, healthy, holds, progressing, said, type Verdict } from './verdict.ts'

/** From this many restarts on, a container that keeps crashing will not come up by itself. */
const hopelessRestarts = 3

export function podHealth(object: JsonObject): Verdict {
  const phase = textAt(object, 'status', 'phase')
  if (phase === 'Succeeded') return healthy('Completed')
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const container of listAt(object, 'status', list)) {
      const verdict = containerTrouble(container, object)
      if (verdict !== undefined) return verdict
    }
  }
  if (phase === 'Failed') return failed(`The pod failed: ${podFailure(object)}`)
  const scheduled = condition(object, 'PodScheduled')
  if (scheduled?.['status'] === 'False') {
    if (scheduled['reason'] === 'SchedulingGated') return degraded('Waits for its scheduling gates')
    return degraded(`No node can take it: ${said(scheduled)}`)
  }
  if (holds(object, 'Ready')) return healthy('Ready')
  const containers = listAt(object, 'status', 'containerStatuses')
  const unready = containers
    .filter((container) => container['ready'] !== true)
    .map((container) => String(container['name']))
  if (phase === 'Running' && unready.length > 0)
    return progressing(`Waiting for container ${unready.join(', ')} to be ready`)
  const gate = condition(object, 'Ready')
  if (phase === 'Running')
    return progressing(gate === undefined ? 'Waiting to be ready' : `Waiting to be ready: ${said(gate)}`)
  const init = listAt(object, 'status', 'initContainerStatuses').find((container) => container['ready'] !== true)
  if (init !== undefined) return progressing(`Waiting for init container ${String(init['name'])}`)
  return progressing(scheduled === undefined ? 'Waiting for the scheduler' : 'Starting')
}

function containerTrouble(container: JsonObject, pod: JsonObject): Verdict | undefined {
  const name = textAt(container, 'name') ?? ''
  const image = textAt(container, 'image') ?? imageOf(pod, name)
  const waiting = textAt(container, 'state', 'waiting', 'reason')
  const message = textAt(container, 'state', 'waiting', 'message')
  const because = message === undefined ? '' : `: ${message}`
  switch (waiting) {
    case 'ImagePullBackOff':
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return failed(`Image ${image} of container ${name} cannot be pulled (${waiting})${because}`)
    case 'ErrImagePull':
    case 'RegistryUnavailable':
      return degraded(`Image ${image} of container ${name} could not be pulled (${waiting})${because}`)
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
      return failed(`Container ${name} cannot be started (${waiting})${because}`)
    case 'CrashLoopBackOff': {
      const restarts = numberAt(container, 'restartCount') ?? 0
      const text = `Container ${name} keeps crashing (${exitOf(container, 'lastState')}, restarted ${restarts} times)`
      return restarts >= hopelessRestarts ? failed(text) : degraded(text)
    }
    default: {
      const ended = numberAt(container, 'state', 'terminated', 'exitCode')
      if (ended === undefined || ended === 0) return undefined
      const text = `Container ${name} ended (${exitOf(container, 'state')})`
      return textAt(pod, 'status', 'phase') === 'Failed' ? failed(text) : degraded(text)
    }
  }
}

function exitOf(container: JsonObject, state: 'state' | 'lastState'): string {
  const code = numberAt(container, state, 'terminated', 'exitCode')
  const reason = textAt(container, state, 'terminated', 'reason')
  const message = textAt(container, state, 'terminated', 'message')?.trim()
  const parts = [code === undefined ? 'exit code unknown' : `exit code ${code}`]
  if (reason !== undefined && reason !== 'Error') parts.push(reason)
  if (message) parts.push(message)
  return parts.join(', ')
}

function imageOf(pod: JsonObject, container: string): string {
  const all = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')]
  return (
    textAt(
      all.find((entry) => entry['name'] === container),
      'image',
    ) ?? '?'
  )
}

function podFailure(pod: JsonObject): string {
  const parts = [textAt(pod, 'status', 'reason'), textAt(pod, 'status', 'message')].filter(
    (part) => part !== undefined && part !== '',
  )
  return parts.join(': ') || 'no reason given'
}

/** All objects of the cluster, their versions, and who watches them. */
import { randomUUID } from 'node:crypto'
import type { Kind } from './kinds.ts'
import { copy, isSame, type KubernetesObject } from './object.ts'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface Change {
  readonly type: ChangeType
  readonly version: number
  readonly kind: Kind
  readonly object: KubernetesObject
}

type Watcher = (change: Change) => void

const HISTORY = 5000

export class ObjectStore {
  readonly #objects = new Map<string, { readonly kind: Kind; readonly object: KubernetesObject }>()
  readonly #watchers = new Set<Watcher>()
  readonly #history: Change[] = []
  #version = 1
  #writes = 0

  get version(): number {
    return this.#version
  }

  /** How many writes there were: tells whether anything has to be saved. */
  get writes(): number {
    return this.#writes
  }

  #key(kind: Kind, namespace: string | undefined, name: string): string {
    return `${kind.apiVersion}/${kind.plural}/${namespace ?? ''}/${name}`
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#objects.get(this.#key(kind, kind.namespaced ? namespace : undefined, name))?.object
  }

  list(kind: Kind, namespace?: string): KubernetesObject[] {
    const prefix = `${kind.apiVersion}/${kind.plural}/`
    const found: KubernetesObject[] = []
    for (const [key, entry] of this.#objects) {
      if (key.startsWith(prefix) && (namespace === undefined || entry.object.metadata.namespace === namespace))
        found.push(entry.object)
    }
    return found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  }

  all(): readonly { readonly kind: Kind; readonly object: KubernetesObject }[] {
    return [...this.#objects.values()]
  }

  /** Writes an object; nothing happens where nothing differs. `generation` follows the spec. */
  put(kind: Kind, object: KubernetesObject): KubernetesObject {
    const { metadata } = object
    const before = this.get(kind, metadata.namespace, metadata.name)
    if (before && isSame(withoutVersion(before), withoutVersion(object))) return before
    const next = copy(object)
    const meta = next.metadata
    meta['uid'] ??= randomUUID()
    meta['creationTimestamp'] ??= now()
    setGeneration(next, before)
    meta.resourceVersion = String(++this.#version)
    this.#objects.set(this.#key(kind, metadata.namespace, metadata.name), { kind, object: next })
    this.#publish({ type: before ? 'MODIFIED' : 'ADDED', version: this.#version, kind, object: next })
    return next
  }

  remove(kind: Kind, object: KubernetesObject): void {
    const { namespace, name } = object.metadata
    if (!this.#objects.delete(this.#key(kind, namespace, name))) return
    const last = copy(object)
    last.metadata.resourceVersion = String(++this.#version)
    this.#publish({ type: 'DELETED', version: this.#version, kind, object: last })
  }

  #publish(change: Change): void {
    this.#writes++
    this.#history.push(change)
    if (this.#history.length > HISTORY) this.#history.splice(0, HISTORY / 2)
    for (const watcher of this.#watchers) watcher(change)
  }

  /** Undefined where the version is too old to be continued from. */
  since(version: number): readonly Change[] | undefined {
    const oldest = this.#history[0]?.version
    if (version < this.#version && (oldest === undefined || version < oldest - 1)) return undefined
    return this.#history.filter((change) => change.version > version)
  }

  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  save(): string {
    return JSON.stringify({ version: this.#version, objects: this.all().map((entry) => entry.object) })
  }

  restore(text: string, kindOf: (object: KubernetesObject) => Kind | undefined): void {
    const saved = JSON.parse(text) as { readonly version: number; readonly objects: readonly KubernetesObject[] }
    this.#version = saved.version
    // Definitions first: they say what the other objects are.
    const ordered = saved.objects.toSorted(
      (a, b) => Number(b.kind === 'CustomResourceDefinition') - Number(a.kind === 'CustomResourceDefinition'),
    )
    for (const object of ordered) {
      const kind = kindOf(object)
      if (kind) this.#objects.set(this.#key(kind, object.metadata.namespace, object.metadata.name), { kind, object })
    }
  }
}

/** The generation follows the spec, for the kinds that count it. */
export function setGeneration(object: KubernetesObject, before: KubernetesObject | undefined): void {
  const counts = object['spec'] !== undefined && (object.apiVersion !== 'v1' || object.kind === 'Pod')
  if (!counts) delete object.metadata['generation']
  else if (!before) object.metadata['generation'] = 1
  else
    object.metadata['generation'] =
      Number(before.metadata['generation'] ?? 1) + (isSame(before['spec'], object['spec']) ? 0 : 1)
}

function key(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

function withoutVersion(object: KubernetesObject): KubernetesObject {
  const { resourceVersion: _, generation: __, ...metadata } = object.metadata
  return { ...object, metadata: metadata as KubernetesObject['metadata'] }
}

export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
}

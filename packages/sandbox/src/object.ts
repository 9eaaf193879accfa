/** Kubernetes objects as the sandbox keeps them: plain JSON that may be changed in place by its owner, the store. */
export type Json = null | boolean | number | string | Json[] | JsonMap
export interface JsonMap {
  [key: string]: Json | undefined
}

export interface KubernetesObject extends JsonMap {
  apiVersion: string
  kind: string
  metadata: JsonMap & {
    name: string
    namespace?: string
    uid?: string
    resourceVersion?: string
    labels?: JsonMap
    annotations?: JsonMap
  }
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Follows maps; an empty map where there is none. */
export function mapAt(value: JsonMap | undefined, ...path: readonly string[]): JsonMap {
  let at: Json | undefined = value
  for (const step of path) at = isMap(at) ? at[step] : undefined
  return isMap(at) ? at : {}
}

export function listAt(value: JsonMap | undefined, ...path: readonly string[]): JsonMap[] {
  const last = path.at(-1) ?? ''
  const found = mapAt(value, ...path.slice(0, -1))[last]
  return Array.isArray(found) ? found.filter(isMap) : []
}

export function copy<T>(value: T): T {
  return structuredClone(value)
}

/** Equal as data: the order of keys does not matter. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isMap(a) || !isMap(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => isSame(a[key], b[key]))
}

/** `matchLabels` and simple equality; an empty selector matches everything. */
export function matchesLabels(object: JsonMap, selector: JsonMap): boolean {
  const labels = mapAt(object, 'metadata', 'labels')
  return Object.entries(selector).every(([key, value]) => labels[key] === value)
}

/** Path selectors: `-S a.b.1.c` picks a part of the result. */
import { Dict, SchemaInstance, type Value } from '../runtime/values.ts'

/** Undefined where nothing is there; what is there and is nothing is None. */
export function selectPath(value: Value, path: string, showsHidden: boolean): Value {
  if (path.startsWith(':') || (path.startsWith('_') && !showsHidden)) return undefined
  let at = value
  for (const step of path.split('.')) {
    const entries = at instanceof SchemaInstance ? at.attributes : at
    if (entries instanceof Dict && entries.has(step)) at = entries.get(step) ?? null
    else if (Array.isArray(at) && /^\d+$/.test(step)) at = at[Number(step)] as Value
    else return undefined
  }
  return at
}

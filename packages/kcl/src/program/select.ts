/** Path selectors: `-S a.b.1.c` picks a part of the result. */
import { Dict, SchemaInstance, type Value } from '../runtime/values.ts'

/** Undefined where nothing is there. */
export function selectPath(value: Value, path: string): Value {
  if (path.startsWith(':')) return undefined
  let at = value
  for (const part of path.split('.')) {
    const step = part.replace(/^\[?['"]?|['"]?\]?$/g, '')
    if (at instanceof Dict || at instanceof SchemaInstance) at = (at instanceof Dict ? at : at.attributes).get(step)
    else if (Array.isArray(at) && /^\d+$/.test(step)) at = at[Number(step)] as Value
    else return undefined
  }
  return at
}

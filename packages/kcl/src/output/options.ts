import { Dict, FunctionValue, SchemaInstance, type Value } from '../runtime/values.ts'

/** What of a value is shown. */
export interface OutputOptions {
  /** Shows keys that start with `_`. */
  readonly showHidden?: boolean
  /** Leaves out None. */
  readonly disableNone?: boolean
  readonly sortKeys?: boolean
  /** Adds `_type` with the schema's path to every instance. */
  readonly includeSchemaTypePath?: boolean
}

/** Undefined and functions are never written. */
export function isShown(value: Value, options: OutputOptions): boolean {
  return value !== undefined && !(value instanceof FunctionValue) && (value !== null || options.disableNone !== true)
}

function byCodePoint(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a.codePointAt(at) as number
    const y = b.codePointAt(at) as number
    if (x !== y) return x - y
  }
  return a.length - b.length
}

function schemaPath(instance: SchemaInstance): string {
  const { name, package: path } = instance.schema
  return path === '__main__' || path === '' ? name : `${path}.${name}`
}

/** The entries of a dict or instance in the order in which they are written; hidden ones are still among them. */
export function entriesToWrite(
  value: Dict | SchemaInstance,
  options: OutputOptions,
): Iterable<readonly [string, Value]> {
  const dict = value instanceof Dict ? value : value.attributes
  const entries =
    options.sortKeys === true ? [...dict.entries].toSorted((a, b) => byCodePoint(a[0], b[0])) : dict.entries
  if (options.includeSchemaTypePath !== true || !(value instanceof SchemaInstance)) return entries
  return [...entries, ['_type', schemaPath(value)] as const]
}

export function isEntryShown(key: string, value: Value, options: OutputOptions): boolean {
  if (!isShown(value, options)) return false
  return (
    options.showHidden === true || !key.startsWith('_') || (key === '_type' && options.includeSchemaTypePath === true)
  )
}

import { Dict, FunctionValue, SchemaInstance, type Value } from '../runtime/values.ts'
import { byCodePoint } from '../text-order.ts'

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

function schemaPath(instance: SchemaInstance): string {
  const { name, package: path } = instance.schema
  return path === '__main__' || path === '' ? name : `${path}.${name}`
}

/** The entries of a dict or instance where they are written in their own order and no others are; not all of them are. */
export function plainEntries(value: Dict | SchemaInstance, options: OutputOptions): Dict | undefined {
  if (options.sortKeys === true) return undefined
  if (value instanceof Dict) return value
  return options.includeSchemaTypePath === true ? undefined : value.attributes
}

/** Visits the entries of a dict or instance that are written, in the order in which they are. */
export function forEachShown(
  value: Dict | SchemaInstance,
  options: OutputOptions,
  visit: (key: string, value: Value) => void,
): void {
  const plain = plainEntries(value, options)
  if (plain) {
    plain.forEach((key, item) => {
      if (shows(key, item, options)) visit(key, item)
    })
    return
  }
  const dict = value instanceof Dict ? value : value.attributes
  const showsType = options.includeSchemaTypePath === true && value instanceof SchemaInstance
  const shown = new Map([...dict.entries].filter(([key, item]) => shows(key, item, options)))
  if (showsType) shown.set(TYPE, schemaPath(value))
  const entries = options.sortKeys === true ? [...shown].toSorted((a, b) => byCodePoint(a[0], b[0])) : shown
  for (const [key, item] of entries) visit(key, item)
}

export function shows(key: string, item: Value, options: OutputOptions): boolean {
  return (key.charCodeAt(0) !== UNDERSCORE || options.showHidden === true) && isShown(item, options)
}

const TYPE = '_type'
const UNDERSCORE = 95

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

/** Visits the entries of a dict or instance that are written, in the order in which they are. */
export function forEachShown(
  value: Dict | SchemaInstance,
  options: OutputOptions,
  visit: (key: string, value: Value) => void,
): void {
  const dict = value instanceof Dict ? value : value.attributes
  const showsType = options.includeSchemaTypePath === true
  const consider = (key: string, item: Value): void => {
    const isHidden = key.charCodeAt(0) === UNDERSCORE && options.showHidden !== true && !(showsType && key === '_type')
    if (!isHidden && isShown(item, options)) visit(key, item)
  }
  if (options.sortKeys === true) {
    for (const [key, item] of [...dict.entries].toSorted((a, b) => byCodePoint(a[0], b[0]))) consider(key, item)
  } else dict.forEach(consider)
  if (showsType && value instanceof SchemaInstance) visit('_type', schemaPath(value))
}

const UNDERSCORE = 95

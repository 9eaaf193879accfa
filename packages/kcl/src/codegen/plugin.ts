/** `kcl_plugin.<module>.<name>`: a function of the host, with plain data on both sides. */
import type { Host } from '../host.ts'
import { Float, NumberMultiplier, toText } from '../runtime/index.ts'
import { EvaluationError, fail } from '../runtime/errors.ts'
import { Dict, FunctionValue, SchemaInstance, type Value } from '../runtime/values.ts'

export function pluginFunction(host: Host, module: string, name: string): FunctionValue {
  const title = `${module}.${name}`
  return new FunctionValue(name, (positional, keyword) => {
    const call = host.plugin?.(module, name)
    if (!call) return fail(`there is no plugin function '${title}'`)
    const given = positional.map((value) => toPlugin(value, title))
    const named = Object.fromEntries([...(keyword ?? [])].map(([key, value]) => [key, toPlugin(value, title)]))
    return fromPlugin(
      answerOf(title, () => call(given, named)),
      title,
    )
  })
}

/** What a plugin throws is an error of the program that called it, also where it looks like one of the machine's own. */
function answerOf(title: string, call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (error instanceof EvaluationError) throw error
    return fail(`the plugin function '${title}' failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function toPlugin(value: Value, title: string): unknown {
  if (value instanceof Dict) {
    const entries = [...value.entries].filter(([, item]) => item !== undefined)
    return Object.fromEntries(entries.map(([key, item]) => [key, toPlugin(item, title)]))
  }
  if (value instanceof SchemaInstance) return toPlugin(value.attributes, title)
  if (Array.isArray(value)) return value.map((item: Value) => toPlugin(item, title))
  if (value instanceof Float || value instanceof NumberMultiplier) return value.value
  if (value === undefined) return null
  if (value === null || ['string', 'boolean', 'number', 'bigint'].includes(typeof value)) return value
  return fail(`the plugin function '${title}' takes data, got ${toText(value)}`)
}

function fromPlugin(value: unknown, title: string): Value {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new Float(value)
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value)
        return fail(`the plugin function '${title}' returned ${value}, which does not fit into 64 bits`)
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    case 'object':
      if (value === null || value instanceof Float) return value
      if (Array.isArray(value)) return value.map((item: unknown) => fromPlugin(item, title))
      if (isPlain(value))
        return new Dict(new Map(Object.entries(value).map(([key, item]) => [key, fromPlugin(item, title)])))
      return fail(
        `the plugin function '${title}' returned ${value instanceof Promise ? 'a promise: it has to answer at once' : 'an object that is no plain data'}`,
      )
    default:
      return fail(`the plugin function '${title}' returned a ${typeof value}, which is no data`)
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Objects of another realm have another Object.prototype, which itself has none above.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

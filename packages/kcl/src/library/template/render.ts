/** Templates with their data as text. */
import { fail } from '../../runtime/errors.ts'
import { quoted } from '../quoted.ts'
import { helpers, isTruthy, type HelperCall } from './helpers.ts'
import type { Call, Data, Node, Parameter, Path, Place } from './nodes.ts'

/** A context and what is known only within a block. */
interface Frame {
  readonly data: Data | undefined
  readonly locals: ReadonlyMap<string, Data>
  readonly names: ReadonlyMap<string, Data>
}

interface PartialBlock {
  readonly nodes: readonly Node[]
  readonly outer: PartialBlock | undefined
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`=]/g, (character) => ESCAPES[character] ?? character)
}

export function textOfData(value: Data | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Data[]).map(textOfData).join(', ')}]`
  return 'text' in value ? value.text : '[object]'
}

const NOTHING: ReadonlyMap<string, Data> = new Map()

class Renderer {
  readonly #root: Data
  readonly #partials = new Map<string, readonly Node[]>()
  #frames: readonly Frame[]
  #partialBlock: PartialBlock | undefined
  #place: Place = { line: 1, column: 1 }

  constructor(root: Data) {
    this.#root = root
    this.#frames = [{ data: root, locals: NOTHING, names: NOTHING }]
  }

  #wrong(reason: string): never {
    const { line, column } = this.#place
    return fail(
      `render template failed: RenderError { template_name: Some("template"), line_no: Some(${line}), column_no: Some(${column}), reason: ${reason}, unimplemented: false }`,
    )
  }

  nodes(nodes: readonly Node[]): string {
    let text = ''
    for (const node of nodes) text += this.#node(node)
    return text
  }

  #node(node: Node): string {
    if (node.kind === 'text') return node.text
    this.#place = node
    switch (node.kind) {
      case 'value': {
        const text = this.#valueText(node.call)
        return node.isEscaped && text.isEscapable ? escapeHtml(text.text) : text.text
      }
      case 'block':
        return this.#block(node)
      case 'partial':
        return this.#partial(node)
      case 'decorator': {
        if (node.call.name !== 'inline') return this.#wrong(`DecoratorNotFound(${quoted(node.call.name)})`)
        const [name] = node.call.parameters
        if (name) this.#partials.set(textOfData(this.#parameter(name)), node.body)
        return ''
      }
    }
  }

  #valueText(call: Call): { readonly text: string; readonly isEscapable: boolean } {
    return { text: textOfData(this.#value(call)), isEscapable: call.name !== 'raw' }
  }

  /** A helper's result, or what the path leads to. */
  #value(call: Call): Data | undefined {
    const helper = call.name === '' ? undefined : helpers.get(call.name)
    if (helper) return helper(this.#helperCall(call))
    if (call.path) return this.#resolve(call.path)
    return this.#wrong(`HelperNotFound(${quoted(call.name)})`)
  }

  #helperCall({ name, parameters, hash }: Call): HelperCall {
    return {
      name,
      parameters: parameters.map((parameter) => this.#parameter(parameter)),
      hash: new Map([...hash].map(([key, parameter]) => [key, this.#parameter(parameter)])),
      wrong: (reason) => this.#wrong(reason),
    }
  }

  #parameter(parameter: Parameter): Data | undefined {
    switch (parameter.kind) {
      case 'literal':
        return parameter.value
      case 'path':
        return this.#resolve(parameter)
      case 'call':
        return this.#value(parameter)
    }
  }

  #resolve(path: Path): Data | undefined {
    const { up, isLocal, isRoot, names } = path
    if (isRoot) return names.length === 0 ? undefined : this.#walk(this.#root, names)
    if (isLocal) {
      const [first = '', ...rest] = names
      return this.#walk(this.#frames[up]?.locals.get(first), rest)
    }
    const [first] = names
    if (up === 0 && first !== undefined) {
      const frame = this.#frames.find((one) => one.names.has(first))
      if (frame) return this.#walk(frame.names.get(first), names.slice(1))
    }
    return this.#walk((this.#frames[up] ?? this.#frames[0])?.data, names)
  }

  #walk(start: Data | undefined, names: readonly string[]): Data | undefined {
    let value = start
    for (const name of names) {
      if (Array.isArray(value)) {
        if (!/^\d+$/.test(name)) return this.#wrong(`InvalidJsonIndex(${quoted(name)})`)
        value = (value as readonly Data[])[Number(name)]
      } else if (value instanceof Map) value = (value as ReadonlyMap<string, Data>).get(name)
      else return undefined
    }
    return value
  }

  #within(frame: Frame, nodes: readonly Node[]): string {
    const before = this.#frames
    this.#frames = [frame, ...before]
    try {
      return this.nodes(nodes)
    } finally {
      this.#frames = before
    }
  }

  #block(node: Node & { readonly kind: 'block' }): string {
    const { call, blockParameters, body, inverse = [] } = node
    const first = (): Data | undefined => {
      const [parameter] = call.parameters
      if (!parameter) return this.#wrong(`ParamNotFoundForIndex(${quoted(call.name)}, 0)`)
      return this.#parameter(parameter)
    }
    switch (call.name) {
      case 'if':
      case 'unless': {
        const condition = first()
        const includeZero = call.hash.get('includeZero')
        const holds = isTruthy(condition, includeZero !== undefined && this.#parameter(includeZero) === true)
        return this.nodes(holds === (call.name === 'if') ? body : inverse)
      }
      case 'each':
        return this.#each(first(), blockParameters, body, inverse)
      case 'with': {
        const data = first()
        if (!isTruthy(data, false)) return this.nodes(inverse)
        return this.#within({ data, locals: NOTHING, names: named(blockParameters, [data]) }, body)
      }
      default: {
        const helper = helpers.get(call.name)
        if (!helper) return this.#wrong(`HelperNotFound(${quoted(call.name)})`)
        return textOfData(helper(this.#helperCall(call)))
      }
    }
  }

  #each(data: Data | undefined, names: readonly string[], body: readonly Node[], inverse: readonly Node[]): string {
    const entries: readonly (readonly [Data, Data])[] = Array.isArray(data)
      ? [...(data as readonly Data[]).entries()]
      : data instanceof Map
        ? [...(data as ReadonlyMap<string, Data>)]
        : []
    if (entries.length === 0) return this.nodes(inverse)
    let text = ''
    for (const [at, [key, item]] of entries.entries()) {
      const locals = new Map<string, Data>([
        [typeof key === 'number' ? 'index' : 'key', key],
        ['first', at === 0],
        ['last', at === entries.length - 1],
      ])
      text += this.#within({ data: item, locals, names: named(names, [item, key]) }, body)
    }
    return text
  }

  #partial({ call, body }: Node & { readonly kind: 'partial' }): string {
    if (call.name === '@partial-block') {
      const block = this.#partialBlock
      if (!block) return this.#wrong(`PartialNotFound(${quoted(call.name)})`)
      this.#partialBlock = block.outer
      const text = this.nodes(block.nodes)
      this.#partialBlock = block
      return text
    }
    const nodes = this.#partials.get(call.name)
    if (!nodes) return body ? this.nodes(body) : this.#wrong(`PartialNotFound(${quoted(call.name)})`)
    const outer = this.#partialBlock
    if (body) this.#partialBlock = { nodes: body, outer }
    const [parameter] = call.parameters
    const data = parameter ? this.#parameter(parameter) : this.#frames[0]?.data
    const hash = [...call.hash].map(([key, value]): [string, Data] => [key, this.#parameter(value) ?? null])
    const merged = hash.length > 0 && data instanceof Map ? new Map([...(data as Map<string, Data>), ...hash]) : data
    const text = this.#within({ data: merged, locals: NOTHING, names: NOTHING }, nodes)
    this.#partialBlock = outer
    return text
  }
}

function named(names: readonly string[], values: readonly (Data | undefined)[]): ReadonlyMap<string, Data> {
  return new Map(names.slice(0, values.length).map((name, index) => [name, values[index] ?? null]))
}

export function renderTemplate(nodes: readonly Node[], data: Data): string {
  return new Renderer(data).nodes(nodes)
}

/** Schemas: compiled once into a layout, then instantiated. Attributes are evaluated on demand and once. */
import { EvaluationError, type ErrorPlace } from './errors.ts'
import type { Machine } from './machine.ts'
import { enter } from './machine.ts'
import { anyKeyFits, mismatch, NO, type Type } from './type-contract.ts'
import { mergeEntry, onRebuild, union } from './union.ts'
import { arithmetic } from './operations.ts'
import {
  Dict,
  FunctionValue,
  Lambda,
  SchemaInstance,
  Shape,
  type Construction,
  type SchemaDescription,
  type Value,
} from './values.ts'

export interface AttributeDeclaration {
  readonly name: string
  readonly optional: boolean
  readonly type: Type
  readonly position: number
  readonly deprecated: Deprecation | undefined
}

export interface Deprecation {
  readonly version: string | undefined
  readonly reason: string | undefined
  readonly strict: boolean
}

export interface InstanceSetter {
  readonly name: string
  readonly guard: ((self: Instance) => boolean) | undefined
  readonly run: (self: Instance) => Value
}

export interface Check {
  readonly position: number
  /** False: the check failed. */
  readonly passes: (self: Instance) => boolean
  readonly message: (self: Instance) => string
}

export interface IndexSignatureDeclaration {
  readonly keyName: string | undefined
  readonly anyOther: boolean
  readonly keyType: Type
  readonly valueType: Type
  readonly value: ((self: Instance) => Value) | undefined
}

export interface Parameter {
  readonly name: string
  readonly type: Type | undefined
  readonly value: (() => Value) | undefined
}

/** What the compiler knows of one schema statement. */
export interface SchemaDefinition extends SchemaDescription {
  readonly isMixin: boolean
  readonly isProtocol: boolean
  readonly base: (() => Value) | undefined
  readonly mixins: () => readonly Value[]
  readonly protocol: (() => Value) | undefined
  readonly parameters: readonly Parameter[]
  readonly attributes: readonly AttributeDeclaration[]
  readonly setters: readonly InstanceSetter[]
  /** Asserts and expression statements of the body. */
  readonly statements: readonly ((self: Instance) => void)[]
  readonly indexSignature: IndexSignatureDeclaration | undefined
  readonly checks: readonly Check[]
  readonly deprecated: Deprecation | undefined
}

/** A schema with its bases and mixins put together. */
interface Layout {
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  /** What an instance shows that sets nothing beyond what is declared. */
  readonly shape: Shape
  readonly declarations: readonly (AttributeDeclaration | undefined)[]
  readonly setters: readonly (readonly InstanceSetter[])[]
  readonly statements: readonly ((self: Instance) => void)[]
  readonly checks: readonly Check[]
  readonly indexSignature: IndexSignatureDeclaration | undefined
  /** Itself and its bases. */
  readonly chain: readonly Schema[]
  /** Itself, its bases, their mixins. */
  readonly lineage: readonly Schema[]
  readonly hasDeprecations: boolean
  readonly hasParameters: boolean
  /** What an instance begins with: nothing is known yet. */
  readonly blankValues: readonly Value[]
  readonly blankLevels: readonly number[]
}

/** In the place of a level: the attribute has its value. */
const KNOWN = -1
/** No setter had something to say. */
const UNSET: unique symbol = Symbol('unset')

export class Schema {
  readonly definition: SchemaDefinition
  readonly machine: Machine
  #layout: Layout | undefined
  constructor(definition: SchemaDefinition, machine: Machine) {
    this.definition = definition
    this.machine = machine
  }
  get name(): string {
    return this.definition.name
  }
  get package(): string {
    return this.definition.package
  }
  get key(): string {
    return `${this.definition.package}.${this.definition.name}`
  }
  get base(): Schema | undefined {
    return schemaOf(this.definition.base?.())
  }
  get layout(): Layout {
    return (this.#layout ??= layOut(this))
  }
}

/** A schema as a value: it can be called, and asked for its instances. */
export class SchemaFunction extends FunctionValue {
  override readonly isType = true
  override readonly isUserDefined = true
  readonly schema: Schema
  constructor(schema: Schema) {
    super(schema.name, (positional, keyword) => instantiate(schema, new Dict(), { positional, keyword, at: undefined }))
    this.schema = schema
  }
}

export function schemaOf(value: Value): Schema | undefined {
  return value instanceof SchemaFunction ? value.schema : undefined
}

/** Put together from the root of the inheritance down, in one go: what is between costs nothing of its own. */
function layOut(schema: Schema): Layout {
  const names: string[] = []
  const index = new Map<string, number>()
  const declarations: (AttributeDeclaration | undefined)[] = []
  const setters: InstanceSetter[][] = []
  const statements: ((self: Instance) => void)[] = []
  const checks: Check[] = []
  const chain: Schema[] = []
  const mixed: Schema[] = []
  let indexSignature: IndexSignatureDeclaration | undefined
  const slot = (name: string): number => {
    const found = index.get(name)
    if (found !== undefined) return found
    index.set(name, names.length)
    names.push(name)
    declarations.push(undefined)
    setters.push([])
    return names.length - 1
  }
  const add = (part: SchemaDefinition, isMixin: boolean): void => {
    for (const attribute of part.attributes) {
      const at = slot(attribute.name)
      // A mixin's declaration does not change the host's.
      if (!isMixin || declarations[at] === undefined) declarations[at] = attribute
    }
    for (const setter of part.setters) setters[slot(setter.name)]?.push(setter)
    statements.push(...part.statements)
    checks.push(...part.checks)
  }
  const addMixin = (part: Schema): void => {
    if (part.base) addMixin(part.base)
    add(part.definition, true)
    indexSignature ??= part.definition.indexSignature
    for (const inner of part.definition.mixins()) {
      const innerSchema = schemaOf(inner)
      if (innerSchema) addMixin(innerSchema)
    }
    mixed.push(part)
  }
  for (let part: Schema | undefined = schema; part; part = part.base) chain.push(part)
  for (const { definition } of chain.toReversed()) {
    add(definition, false)
    indexSignature = definition.indexSignature ?? indexSignature
    for (const value of definition.mixins()) {
      const mixin = schemaOf(value)
      if (mixin) addMixin(mixin)
    }
  }
  const lineage = [...chain, ...mixed]
  return {
    names,
    index,
    shape: new Shape(names, index),
    declarations,
    setters,
    statements,
    checks,
    indexSignature,
    chain,
    lineage,
    hasParameters: lineage.some((part) => part.definition.parameters.length > 0),
    blankValues: names.map(() => undefined),
    blankLevels: names.map(() => 0),
    hasDeprecations:
      declarations.some((declaration) => declaration?.deprecated !== undefined) ||
      lineage.some((part) => part.definition.deprecated !== undefined),
  }
}

/** An instance while it is evaluated: what generated bodies read and the library never sees. */
export class Instance {
  readonly schema: Schema
  readonly layout: Layout
  readonly config: Dict
  readonly values: Value[]
  /** How many of an attribute's last setters are being run at this moment, or that its value is known. */
  readonly #levels: number[]
  readonly #arguments: ReadonlyMap<Schema, readonly Value[]> | undefined
  /** Where the instance is made. */
  readonly position: number
  /** The extra key that an index signature with a name is looking at. */
  currentKey: string | undefined
  constructor(
    schema: Schema,
    layout: Layout,
    config: Dict,
    parameters: ReadonlyMap<Schema, readonly Value[]> | undefined,
  ) {
    this.schema = schema
    this.layout = layout
    this.config = config
    this.values = layout.blankValues.slice()
    this.#levels = layout.blankLevels.slice()
    this.#arguments = parameters
    this.position = schema.machine.position
    this.currentKey = undefined
  }

  has(name: string): boolean {
    return this.layout.index.has(name) || this.config.has(name)
  }

  attribute(name: string): Value {
    const index = this.layout.index.get(name)
    return index === undefined ? this.config.get(name) : this.attributeAt(index)
  }

  attributeAt(index: number): Value {
    return this.#levels[index] === KNOWN ? this.values[index] : this.#force(index)
  }

  argument(schema: SchemaFunction, index: number): Value {
    return this.#arguments?.get(schema.schema)?.[index]
  }

  /** For a setter that adds to what the setters before it made: nothing where there is none. */
  previous(name: string): Value {
    const index = this.layout.index.get(name)
    const level = index === undefined ? KNOWN : (this.#levels[index] as number)
    if (index === undefined || level === KNOWN) return undefined
    const value = this.#run(index, level)
    return value === UNSET ? undefined : value
  }

  /** For a setter that sets a part: a declared attribute without a value begins as an empty dict. */
  whole(name: string): Value {
    const value = this.previous(name)
    const index = this.layout.index.get(name)
    if (value !== undefined || index === undefined || !this.layout.declarations[index]) return value
    return new Dict()
  }

  #run(index: number, level: number): Value | typeof UNSET {
    const setters = this.layout.setters[index] as readonly InstanceSetter[]
    if (setters.length <= level) return UNSET
    const { machine } = this.schema
    const { position } = machine
    const levels = this.#levels
    machine.bodies++
    try {
      for (let at = setters.length - 1 - level; at >= 0; at--) {
        const setter = setters[at] as InstanceSetter
        levels[index] = setters.length - at
        if (setter.guard === undefined || setter.guard(this)) {
          const value = setter.run(this)
          // Whoever reads the attribute stands where they stood.
          machine.position = position
          return value
        }
      }
    } finally {
      levels[index] = level
      machine.bodies--
    }
    return UNSET
  }

  #force(index: number): Value {
    const name = this.layout.names[index] as string
    const level = this.#levels[index] as number
    const given = this.config.get(name)
    const configured = given !== undefined || this.config.has(name)
    const operator = configured ? this.config.operators?.get(name) : undefined
    const isWhole = operator?.index === undefined
    if (level === 0 && configured && isFinal(given, operator?.operator === 'override' && isWhole)) {
      return this.#finish(index, given, true)
    }
    const run = this.#run(index, level)
    if (level > 0) return run === UNSET ? (configured ? given : undefined) : run
    let value = run === UNSET ? undefined : run
    if (configured) {
      if (value === undefined && isWhole) value = given
      else {
        const only = new Dict(value === undefined ? new Map() : new Map([[name, value]]))
        mergeEntry(only, name, given, operator, false)
        value = only.get(name)
      }
    }
    return this.#finish(index, value, configured)
  }

  #finish(index: number, value: Value, configured: boolean): Value {
    const declaration = this.layout.declarations[index]
    let fitted = value
    if (declaration !== undefined && value !== undefined && value !== null) {
      const { type } = declaration
      if (type.lacks !== undefined && type.lacks(value)) throw new EvaluationError(mismatch(value, type))
      const result = type.fit(value)
      if (result === NO) {
        this.schema.machine.position = declaration.position
        throw new EvaluationError(mismatch(value, type))
      }
      fitted = result
    }
    if (configured && declaration?.deprecated && value !== undefined) {
      this.schema.machine.position = this.position
      reportDeprecated(this.schema.machine, declaration.name, declaration.deprecated)
    }
    this.values[index] = fitted
    this.#levels[index] = KNOWN
    return fitted
  }
}

/** Scalars beat whatever the body says: the body need not run for them. */
function isFinal(value: Value, overrides: boolean): boolean {
  if (overrides) return true
  return (
    value !== null &&
    value !== undefined &&
    (typeof value !== 'object' || !(Array.isArray(value) || value instanceof Dict || value instanceof SchemaInstance))
  )
}

function reportDeprecated(machine: Machine, name: string, { version, reason, strict }: Deprecation): void {
  const since = version ? ` since version ${version}` : ''
  const text = `${name} was deprecated${since}${reason ? `, ${reason}` : since ? '' : ' '}`
  if (strict) throw new EvaluationError(text)
  machine.context.print(`${text}\n`)
}

export function isInstanceOf(value: SchemaInstance, schema: Schema): boolean {
  const own = value.schema
  return own instanceof Schema && own.layout.lineage.includes(schema)
}

/** Why a dict is no config of a schema. */
export function misfit(
  schema: Schema,
  dict: Dict,
): { readonly unknown: readonly string[]; readonly missing: readonly string[] } {
  const { layout } = schema
  const signature = layout.indexSignature
  const unknown: string[] = []
  dict.forEach((key, value) => {
    if (layout.index.has(key)) return
    if (!signature || !anyKeyFits(signature.keyType, signature.valueType, key, value)) unknown.push(key)
  })
  const missing = layout.names.filter((name, index) => {
    const declaration = layout.declarations[index]
    return declaration && !declaration.optional && !dict.has(name) && layout.setters[index]?.length === 0
  })
  return { unknown, missing }
}

function bindArguments(
  schema: Schema,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
): ReadonlyMap<Schema, readonly Value[]> | undefined {
  const { hasParameters, lineage } = schema.layout
  if (!hasParameters) return undefined
  const bound = new Map<Schema, readonly Value[]>()
  for (const part of lineage) {
    const { parameters } = part.definition
    if (parameters.length === 0) continue
    bound.set(
      part,
      parameters.map((parameter, index) => {
        const given =
          index < positional.length
            ? positional[index]
            : keyword?.has(parameter.name)
              ? keyword.get(parameter.name)
              : parameter.value
                ? parameter.value()
                : null
        if (!parameter.type || given === undefined) return given
        const fitted = parameter.type.fit(given)
        if (fitted === NO) throw new EvaluationError(mismatch(given, parameter.type))
        return fitted
      }),
    )
  }
  return bound
}

export function instantiate(schema: Schema, config: Dict, origin: Construction): SchemaInstance {
  const { machine, layout } = schema
  enter(machine)
  const self = new Instance(schema, layout, config, bindArguments(schema, origin.positional, origin.keyword))
  const position = machine.position
  const { names, declarations, statements } = layout
  let isPlain = true
  for (let index = 0; index < names.length; index++) {
    const value = self.attributeAt(index)
    if (value === undefined && declarations[index] === undefined) isPlain = false
  }
  for (let index = 0; index < statements.length; index++) (statements[index] as (self: Instance) => void)(self)
  const attributes = isPlain && !hasOtherKeys(layout, config) ? undefined : allAttributes(self)
  const shown = attributes
    ? new Dict(attributes, config.operators)
    : Dict.shaped(layout.shape, self.values, config.operators)
  const instance = new SchemaInstance(schema, shown, config, origin)
  if (layout.hasDeprecations) {
    for (const part of layout.lineage) {
      if (part.definition.deprecated) {
        machine.position = position
        reportDeprecated(machine, part.name, part.definition.deprecated)
      }
    }
  }
  const missing = missingAttribute(self)
  if (missing === undefined) runChecks(self, attributes, origin.at ?? { position, message: '' })
  else if (machine.bodies > 0) machine.incomplete.add(instance)
  else requiredError(machine, position, missing, schema.name)
  // What a body left incomplete must have been completed by now.
  if (machine.bodies === 0 && machine.incomplete.size > 0) {
    requireComplete(machine, position, instance)
    machine.incomplete.clear()
  }
  machine.created.push(instance)
  if (machine.recordsInstances) machine.createdInMain.push(instance)
  machine.depth--
  machine.position = position
  return instance
}

function hasOtherKeys({ index }: Layout, config: Dict): boolean {
  for (const key of config.keys()) if (!index.has(key)) return true
  return false
}

function allAttributes(self: Instance): Map<string, Value> {
  const { names, declarations } = self.layout
  const attributes = new Map<string, Value>()
  for (let index = 0; index < names.length; index++) {
    const value = self.values[index]
    if (value !== undefined || declarations[index] !== undefined) attributes.set(names[index] as string, value)
  }
  addOtherKeys(self, attributes)
  return attributes
}

function missingAttribute(self: Instance): string | undefined {
  const { declarations } = self.layout
  for (let index = 0; index < declarations.length; index++) {
    const declaration = declarations[index]
    if (!declaration || declaration.optional) continue
    const value = self.values[index]
    if (value === undefined || value === null) return declaration.name
  }
  return undefined
}

function requiredError(machine: Machine, position: number, attribute: string, schema: string): never {
  machine.position = position
  throw new EvaluationError(`attribute '${attribute}' of ${schema} is required and can't be None or Undefined`)
}

function requireComplete(machine: Machine, position: number, value: Value): void {
  if (value instanceof SchemaInstance) {
    if (machine.incomplete.has(value) && value.schema instanceof Schema) {
      const { layout } = value.schema
      const missing = layout.declarations.find(
        (declaration) =>
          declaration && !declaration.optional && (value.attributes.get(declaration.name) ?? undefined) === undefined,
      )
      if (missing) {
        requiredError(machine, value.origin.at?.position ?? position, missing.name, value.schema.name)
      }
    }
    requireComplete(machine, position, value.attributes)
  } else if (value instanceof Dict) {
    value.forEach((_, item) => requireComplete(machine, position, item))
  } else if (Array.isArray(value)) {
    for (const item of value) requireComplete(machine, position, item as Value)
  }
}

/** Keys that no attribute has: an index signature takes them, or they are an error of the type checker's. */
function addOtherKeys(self: Instance, attributes: Map<string, Value>): void {
  const { config, layout } = self
  const signature = layout.indexSignature
  for (const [key, value] of config.entries) {
    if (layout.index.has(key)) continue
    if (!signature) {
      if (self.schema.definition.isMixin || self.schema.definition.isProtocol) attributes.set(key, value)
      else throw new EvaluationError(`No attribute named '${key}' in the schema '${self.schema.name}'`)
      continue
    }
    let merged = value
    let bodyEnd: number | undefined
    if (signature.value) {
      self.currentKey = key
      self.schema.machine.bodies++
      const given = signature.value(self)
      const only = new Dict(new Map([[key, given]]))
      self.schema.machine.bodies--
      if (given instanceof SchemaInstance && given.schema instanceof Schema) {
        bodyEnd = given.schema.layout.declarations.at(-1)?.position
      }
      mergeEntry(only, key, value, config.operators?.get(key), false)
      merged = only.get(key)
    }
    if (signature.valueType.lacks?.(merged) === true) {
      // The reference blames what it visited last: the body that made the value of the signature.
      self.schema.machine.position = bodyEnd ?? self.schema.machine.position
      throw new EvaluationError(mismatch(merged, signature.valueType))
    }
    const fitted = signature.valueType.fit(merged)
    if (signature.keyType.fit(key) === NO || fitted === NO) {
      throw new EvaluationError(mismatch(merged, signature.valueType))
    }
    attributes.set(key, fitted)
  }
}

/** `attributes` only where there are more than the schema's own. */
function runChecks(self: Instance, attributes: ReadonlyMap<string, Value> | undefined, at: ErrorPlace): void {
  const { layout } = self
  if (layout.checks.length === 0) return
  const signature = layout.indexSignature
  if (signature?.keyName === undefined) return check(self, at)
  for (const key of attributes?.keys() ?? []) {
    if (layout.index.has(key)) continue
    self.currentKey = key
    check(self, at)
  }
}

function check(self: Instance, at: ErrorPlace): void {
  for (const item of self.layout.checks) {
    self.schema.machine.position = item.position
    if (item.passes(self)) continue
    const message = item.message(self)
    throw new EvaluationError(message, [
      { ...at, message: 'Instance check failed' },
      {
        position: self.schema.machine.position,
        message: `Check failed on the condition${message === '' ? '' : `: ${message}`}`,
      },
    ])
  }
}

/** `Schema(args) {config}`, or `value {config}`: a copy with changes. */
export function construct(
  machine: Machine,
  callee: Value,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
  config: () => Value,
  at: ErrorPlace,
): Value {
  const dict = configOf(machine, config)
  machine.position = at.position
  if (callee instanceof SchemaFunction) return instantiate(callee.schema, dict, { positional, keyword, at })
  if (callee instanceof Lambda) return undefined
  if (callee instanceof SchemaInstance || callee instanceof Dict) return union(callee, dict, false)
  return arithmetic('|', callee, dict)
}

/** Instances in the config of another may be completed by what that one's schema says. */
export function configOf(machine: Machine, config: () => Value): Dict {
  machine.bodies++
  try {
    const value = config()
    return value instanceof Dict ? value : value instanceof SchemaInstance ? value.attributes : new Dict()
  } finally {
    machine.bodies--
  }
}

onRebuild((instance, config) => {
  const { schema, origin } = instance
  if (!(schema instanceof Schema)) return instance
  if (origin.at) schema.machine.position = origin.at.position
  return instantiate(schema, config, origin)
})

/** Of a schema and of all that extend it: those of the main package, or of the whole program. */
export function instancesOf(machine: Machine, schema: Schema, everywhere: boolean): Value {
  const created = everywhere ? machine.created : machine.createdInMain
  return created.filter(({ schema: own }) => own instanceof Schema && own.layout.chain.includes(schema))
}

/** Schemas: compiled once into a layout, then instantiated. Attributes are evaluated on demand and once. */
import { EvaluationError, type ErrorPlace } from './errors.ts'
import type { Machine } from './machine.ts'
import { enter } from './machine.ts'
import { anyKeyFits, mismatch, NO, type Type } from './type-contract.ts'
import { mergeEntry, onRebuild, union } from './union.ts'
import { Dict, FunctionValue, SchemaInstance, type SchemaDescription, type Value } from './values.ts'

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
  readonly declarations: readonly (AttributeDeclaration | undefined)[]
  readonly setters: readonly (readonly InstanceSetter[])[]
  readonly statements: readonly ((self: Instance) => void)[]
  readonly checks: readonly Check[]
  readonly indexSignature: IndexSignatureDeclaration | undefined
  /** Itself, its bases, their mixins. */
  readonly lineage: readonly Schema[]
  readonly hasDeprecations: boolean
}

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
  readonly schema: Schema
  constructor(schema: Schema) {
    super(schema.name, (positional, keyword) => instantiate(schema, positional, keyword, new Dict(), undefined))
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
    declarations,
    setters,
    statements,
    checks,
    indexSignature,
    lineage,
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
  readonly known: boolean[]
  readonly levels: number[]
  readonly #arguments: ReadonlyMap<Schema, readonly Value[]>
  /** Where the instance is made. */
  readonly position: number
  /** The extra key that an index signature with a name is looking at. */
  currentKey: string | undefined
  constructor(schema: Schema, config: Dict, parameters: ReadonlyMap<Schema, readonly Value[]>) {
    this.schema = schema
    this.layout = schema.layout
    this.config = config
    const size = this.layout.names.length
    this.values = Array.from({ length: size })
    this.known = Array.from({ length: size }, () => false)
    this.levels = Array.from({ length: size }, () => 0)
    this.#arguments = parameters
    this.position = schema.machine.position
  }

  has(name: string): boolean {
    return this.layout.index.has(name) || this.config.has(name)
  }

  attribute(name: string): Value {
    const index = this.layout.index.get(name)
    if (index === undefined) return this.config.get(name)
    return this.known[index] === true ? this.values[index] : this.#force(index)
  }

  argument(schema: SchemaFunction, index: number): Value {
    return this.#arguments.get(schema.schema)?.[index]
  }

  /** For a setter that adds to what the setters before it made: nothing where there is none. */
  previous(name: string): Value {
    const index = this.layout.index.get(name)
    return index === undefined ? undefined : this.#run(index, this.levels[index] as number).value
  }

  /** For a setter that sets a part: a declared attribute without a value begins as an empty dict. */
  whole(name: string): Value {
    const value = this.previous(name)
    const index = this.layout.index.get(name)
    if (value !== undefined || index === undefined || !this.layout.declarations[index]) return value
    return new Dict()
  }

  #run(index: number, level: number): { readonly value: Value; readonly isSet: boolean } {
    const setters = this.layout.setters[index] as readonly InstanceSetter[]
    const { machine } = this.schema
    const { position } = machine
    machine.bodies++
    try {
      for (let at = setters.length - 1 - level; at >= 0; at--) {
        const setter = setters[at] as InstanceSetter
        this.levels[index] = setters.length - at
        if (setter.guard === undefined || setter.guard(this)) {
          const value = setter.run(this)
          // Whoever reads the attribute stands where they stood.
          machine.position = position
          return { value, isSet: true }
        }
      }
    } finally {
      this.levels[index] = level
      machine.bodies--
    }
    return { value: undefined, isSet: false }
  }

  #force(index: number): Value {
    const name = this.layout.names[index] as string
    const level = this.levels[index] as number
    const configured = this.config.entries.has(name)
    const given = configured ? this.config.get(name) : undefined
    const operator = this.config.operators?.get(name)
    if (
      level === 0 &&
      configured &&
      isFinal(given, operator?.operator === 'override' && operator.index === undefined)
    ) {
      return this.#finish(index, given, true)
    }
    const run = this.#run(index, level)
    const { isSet } = run
    let { value } = run
    if (level > 0) return isSet || !configured ? value : given
    if (configured) {
      const only = new Dict(isSet && value !== undefined ? new Map([[name, value]]) : new Map())
      mergeEntry(only, name, given, operator, false)
      value = only.get(name)
    }
    return this.#finish(index, value, configured)
  }

  #finish(index: number, value: Value, configured: boolean): Value {
    const declaration = this.layout.declarations[index]
    let fitted = value
    if (declaration !== undefined && value !== undefined && value !== null) {
      if (declaration.type.lacks?.(value) === true) throw new EvaluationError(mismatch(value, declaration.type))
      const result = declaration.type.fit(value)
      if (result === NO) {
        this.schema.machine.position = declaration.position
        throw new EvaluationError(mismatch(value, declaration.type))
      }
      fitted = result
    }
    if (configured && declaration?.deprecated && value !== undefined) {
      this.schema.machine.position = this.position
      reportDeprecated(this.schema.machine, declaration.name, declaration.deprecated)
    }
    this.values[index] = fitted
    this.known[index] = true
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
  for (const [key, value] of dict.entries) {
    if (layout.index.has(key)) continue
    if (!signature || !anyKeyFits(signature.keyType, signature.valueType, key, value)) unknown.push(key)
  }
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
): ReadonlyMap<Schema, readonly Value[]> {
  const bound = new Map<Schema, readonly Value[]>()
  for (const part of schema.layout.lineage) {
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
              : parameter.value?.()
        if (!parameter.type || given === undefined) return given
        const fitted = parameter.type.fit(given)
        if (fitted === NO) throw new EvaluationError(mismatch(given, parameter.type))
        return fitted
      }),
    )
  }
  return bound
}

interface Origin {
  readonly positional: readonly Value[]
  readonly keyword: ReadonlyMap<string, Value> | undefined
  readonly at: ErrorPlace | undefined
}

/** How an instance was made, for the unions that make it anew. */
const origins = new WeakMap<SchemaInstance, Origin>()

export function instantiate(
  schema: Schema,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
  config: Dict,
  at: ErrorPlace | undefined,
): SchemaInstance {
  const { machine } = schema
  const { layout } = schema
  enter(machine)
  const self = new Instance(schema, config, bindArguments(schema, positional, keyword))
  const attributes = new Map<string, Value>()
  const position = machine.position
  for (let index = 0; index < layout.names.length; index++) {
    const name = layout.names[index] as string
    const value = self.attribute(name)
    if (value !== undefined || layout.declarations[index] !== undefined) attributes.set(name, value)
  }
  for (const statement of layout.statements) statement(self)
  if (config.entries.size > 0) addOtherKeys(self, attributes)
  const instance = new SchemaInstance(schema, new Dict(attributes, config.operators), config)
  if (layout.hasDeprecations) {
    for (const part of layout.lineage) {
      if (part.definition.deprecated) {
        machine.position = position
        reportDeprecated(machine, part.name, part.definition.deprecated)
      }
    }
  }
  const missing = missingAttribute(self)
  if (missing === undefined) runChecks(self, attributes, at ?? { position, message: '' })
  else if (machine.bodies > 0) machine.incomplete.add(instance)
  else requiredError(machine, position, missing, schema.name)
  // What a body left incomplete must have been completed by now.
  if (machine.bodies === 0 && machine.incomplete.size > 0) {
    requireComplete(machine, position, instance)
    machine.incomplete.clear()
  }
  origins.set(instance, { positional, keyword, at })
  record(machine.allInstances, schema, instance)
  if (machine.recordsInstances) record(machine.instances, schema, instance)
  machine.depth--
  machine.position = position
  return instance
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
        requiredError(machine, origins.get(value)?.at?.position ?? position, missing.name, value.schema.name)
      }
    }
    requireComplete(machine, position, value.attributes)
  } else if (value instanceof Dict) {
    for (const item of value.entries.values()) requireComplete(machine, position, item)
  } else if (Array.isArray(value)) {
    for (const item of value) requireComplete(machine, position, item as Value)
  }
}

/** An instance is one of its schema and of all that the schema extends. */
function record(instances: Machine['instances'], schema: Schema, instance: SchemaInstance): void {
  for (let part: Schema | undefined = schema; part; part = part.base) {
    const list = instances.get(part.key)
    if (list) list.push(instance)
    else instances.set(part.key, [instance])
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
      else throw new EvaluationError(`attribute '${key}' not found in '${self.schema.name}'`)
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

function runChecks(self: Instance, attributes: ReadonlyMap<string, Value>, at: ErrorPlace): void {
  const { layout } = self
  if (layout.checks.length === 0) return
  const signature = layout.indexSignature
  if (signature?.keyName === undefined) return check(self, at)
  for (const key of attributes.keys()) {
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
  if (callee instanceof SchemaFunction) return instantiate(callee.schema, positional, keyword, dict, at)
  if (callee instanceof FunctionValue) return union(callee.call(positional, keyword), dict, true)
  if (callee instanceof SchemaInstance || callee instanceof Dict) return union(callee, dict, false)
  return dict
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
  const { schema } = instance
  if (!(schema instanceof Schema)) return instance
  const origin = origins.get(instance)
  if (origin?.at) schema.machine.position = origin.at.position
  return instantiate(schema, origin?.positional ?? [], origin?.keyword, config, origin?.at)
})

/** Schemas and their instances: what a schema is, how one is made of it, and what is checked then. */
import { EvaluationError, type ErrorPlace } from './errors.ts'
import { Instance } from './instance.ts'
import type { Machine } from './machine.ts'
import { blamed, enter, leave } from './machine.ts'
import {
  layOut,
  type Check,
  type Deprecation,
  type IndexSignatureDeclaration,
  type Layout,
  type Setter,
} from './schema-layout.ts'
import { anyKeyFits, fitAttribute, mismatch, NO, type Type } from './type-contract.ts'
import { CONFIGURING, UNITING, mergeEntry, useSchemas, union } from './union.ts'
import { arithmetic } from './operations.ts'
import {
  Dict,
  FunctionValue,
  Lambda,
  SchemaInstance,
  type Construction,
  type SchemaDescription,
  type Value,
} from './values.ts'

export interface Parameter {
  readonly name: string
  readonly type: Type | undefined
  readonly value: (() => Value) | undefined
}

/** What the compiler knows of one schema statement. */
export interface SchemaDefinition extends SchemaDescription {
  readonly isRule: boolean
  readonly base: (() => Value) | undefined
  readonly mixins: () => readonly Value[]
  readonly protocol: (() => Value) | undefined
  readonly parameters: readonly Parameter[]
  /** The places that set names, in source order. */
  readonly setters: readonly Setter[]
  /** The statements, in source order. */
  readonly body: readonly ((self: Instance) => void)[]
  readonly indexSignature: IndexSignatureDeclaration | undefined
  readonly checks: readonly Check[]
  readonly deprecated: Deprecation | undefined
}

export class Schema {
  readonly definition: SchemaDefinition
  readonly machine: Machine
  #layout: Layout | undefined
  constructor(definition: SchemaDefinition, machine: Machine) {
    this.definition = definition
    this.machine = machine
  }
  /** What its instances are called: a rule makes those of its protocol. */
  get name(): string {
    return (this.definition.isRule ? this.base?.name : undefined) ?? this.definition.name
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
  get mixins(): readonly Schema[] {
    return this.definition.mixins().flatMap((value) => schemaOf(value) ?? [])
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
    super(schema.definition.name, (positional, keyword) =>
      instantiate(schema, new Dict(), { positional, keyword, at: undefined, by: 'call' }),
    )
    this.schema = schema
  }
}

export function schemaOf(value: Value): Schema | undefined {
  return value instanceof SchemaFunction ? value.schema : undefined
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
    const index = layout.index.get(key)
    // What mixins declare, or bodies only set, does not make a dict one of its kind.
    if (index !== undefined && (layout.declarers[index] as number) >= 0) return
    if (!signature || !anyKeyFits(signature.keyType, signature.valueType, key, value)) unknown.push(key)
  })
  const missing = layout.names.filter((name, index) => {
    const declaration = layout.declarations[index]
    return declaration && !declaration.optional && !dict.has(name)
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
        const { name, type, value } = parameter
        // A default is evaluated whether it is needed or not, and one of the schema's own must be of its type.
        const otherwise = value ? value() : null
        const isOwn = part === schema && type !== undefined && value !== undefined
        const fitting = isOwn && otherwise !== undefined ? fitAttribute(otherwise, type) : otherwise
        if (keyword?.has(name) !== true && index >= positional.length) return fitting
        const given = keyword?.has(name) === true ? keyword.get(name) : positional[index]
        return type && given !== undefined ? fitAttribute(given, type) : given
      }),
    )
  }
  return bound
}

/** An instance, or the dict that a rule without a protocol makes. */
export function instantiate(schema: Schema, config: Dict, origin: Construction): SchemaInstance | Dict {
  const { machine } = schema
  const { position: start, target } = machine
  const position = origin.at?.position ?? start
  enter(machine)
  try {
    const { self, instance } = evaluated(schema, config, origin, position, start)
    const missing = self.missing()
    if (missing !== undefined) machine.incomplete.set(instance, missing)
    // What bodies and configs left incomplete must have been completed by now.
    if (machine.bodies === 0 && machine.incomplete.size > 0) {
      requireComplete(machine, position, instance)
      machine.incomplete.clear()
    }
    // With a signature that names the key, checks are of keys.
    if (schema.layout.indexSignature?.keyName === undefined) check(self)
    if (schema.definition.isRule && !schema.base) return instance.attributes
    machine.created.push(instance)
    if (machine.recordsInstances) machine.createdInMain.push(instance)
    return instance
  } finally {
    machine.target = target
    leave(machine)
  }
}

function evaluated(
  schema: Schema,
  config: Dict,
  origin: Construction,
  position: number,
  start: number,
): { readonly self: Instance; readonly instance: SchemaInstance } {
  const { machine, layout } = schema
  machine.bodies++
  machine.schemas++
  try {
    const parameters = bindArguments(schema, origin.positional, origin.keyword)
    const self = new Instance(schema, layout, config, parameters, origin, position, start)
    self.walk()
    return { self, instance: instanceOf(self) }
  } finally {
    machine.bodies--
    machine.schemas--
  }
}

function instanceOf(self: Instance): SchemaInstance {
  const { schema, layout, config, origin } = self
  const shown = isPlain(self)
    ? Dict.shaped(layout.shape, self.values, config.operators)
    : new Dict(allAttributes(self), config.operators)
  return new SchemaInstance(schema, shown, config, origin)
}

/** Whether it may be that a body, or a config, still sets what it lacks. */
export function isIncomplete(instance: SchemaInstance): boolean {
  return instance.schema instanceof Schema && instance.schema.machine.incomplete.has(instance)
}

/** Whether it shows what its schema declares, all of it and no more. */
function isPlain({ values, layout, config }: Instance): boolean {
  const { names, declarations } = layout
  for (let index = 0; index < names.length; index++)
    if (values[index] === undefined && declarations[index] === undefined) return false
  return layout.indexSignature?.value === undefined && !hasOtherKeys(layout, config)
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

function requiredError(machine: Machine, position: number, attribute: string, schema: string): never {
  machine.position = position
  throw new EvaluationError(`attribute '${attribute}' of ${schema} is required and can't be None or Undefined`)
}

function requireComplete(machine: Machine, position: number, value: Value): void {
  if (value instanceof SchemaInstance) {
    const missing = machine.incomplete.get(value)
    if (missing !== undefined) requiredError(machine, value.origin.at?.position ?? position, missing, value.schema.name)
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
  // What does not know its key is evaluated once, and even for none.
  const isNamed = signature?.keyName !== undefined
  const common = signature?.value && !isNamed ? signature.value(self) : undefined
  const others: [key: string, value: Value][] = []
  for (const [key, value] of config.entries) {
    if (layout.index.has(key)) continue
    if (!signature) {
      if (self.schema.definition.isRule) attributes.set(key, value)
      else throw new EvaluationError(`No attribute named '${key}' in the schema '${self.schema.name}'`)
      continue
    }
    const { keyType, valueType } = signature
    let merged = value
    self.currentKey = key
    if (signature.value) {
      const only = new Dict(new Map([[key, isNamed ? signature.value(self) : common]]))
      mergeEntry(only, key, value, config.operators?.get(key), CONFIGURING)
      merged = only.get(key)
    }
    const fitted = fitAttribute(merged, valueType)
    if (keyType.fit(key) === NO) throw new EvaluationError(mismatch(merged, valueType))
    if (isNamed) check(self)
    others.push([key, fitted])
  }
  // Where the keys have a name it stood before them all, and the last of them takes its place.
  const last = isNamed ? others.pop() : undefined
  if (last) attributes.set(...last)
  for (const other of others) attributes.set(...other)
}

function check(self: Instance): void {
  for (const item of self.layout.checks) {
    if (item.applies?.(self) === false) continue
    const passes = item.passes(self)
    // A message is put together whether it is needed or not.
    const given = typeof item.message === 'function' ? item.message(self) : item.message
    if (passes) continue
    const message = typeof given === 'string' ? given : ''
    throw new EvaluationError(message, [
      ...(self.place ? [{ ...self.place, message: 'Instance check failed' }] : []),
      {
        position: blamed(self.schema.machine),
        message: `Check failed on the condition${message === '' ? '' : `: ${message}`}`,
      },
    ])
  }
}

/** `Schema(args) {config}`, or `value {config}`: a copy with changes. The config is evaluated first. */
export function construct(
  config: Dict,
  callee: Value,
  positional: readonly Value[],
  keyword: ReadonlyMap<string, Value> | undefined,
  at: ErrorPlace,
): Value {
  if (callee instanceof SchemaFunction)
    return instantiate(callee.schema, config, { positional, keyword, at, by: 'literal' })
  if (callee instanceof Lambda) return undefined
  if (callee instanceof SchemaInstance || callee instanceof Dict) return union(callee, config, UNITING)
  return arithmetic('|', callee, config)
}

/** Instances in what another one is made of may be completed by what that one's schema says. */
export function unfinished<T>(machine: Machine, make: () => T): T {
  machine.bodies++
  try {
    return make()
  } finally {
    machine.bodies--
  }
}

export function configOf(machine: Machine, config: () => Value): Dict {
  const value = unfinished(machine, config)
  return value instanceof Dict ? value : value instanceof SchemaInstance ? value.attributes : new Dict()
}

function inheritMissing(other: SchemaInstance, merged: SchemaInstance): SchemaInstance {
  if (!(other.schema instanceof Schema)) return merged
  const { machine, layout } = other.schema
  if (machine.incomplete.size === 0 || !machine.incomplete.has(other)) return merged
  const missing = layout.declarations.find((declaration) => {
    if (!declaration || declaration.optional) return false
    const value = merged.attributes.get(declaration.name)
    return value === undefined || value === null
  })
  if (missing) machine.incomplete.set(merged, missing.name)
  return merged
}

useSchemas({
  inherit: inheritMissing,
  rebuild: (instance, config, { origin: { positional, keyword } }) => {
    const { schema, origin } = instance
    return schema instanceof Schema
      ? instantiate(schema, config, { ...origin, positional, keyword, by: 'value' })
      : instance
  },
})

/** Of a schema and of all that extend it or mix it in, as often as they do: those of the main package, or of the whole program. */
export function instancesOf(machine: Machine, schema: Schema, everywhere: boolean): Value {
  if (schema.definition.isRule) return []
  const created = everywhere ? machine.created : machine.createdInMain
  return created.flatMap((instance) => {
    const { schema: own } = instance
    return own instanceof Schema ? own.layout.lineage.filter((part) => part === schema).map(() => instance) : []
  })
}

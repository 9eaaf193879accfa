/**
 * An instance while it is evaluated: what generated bodies read and write, and the library never sees.
 *
 * Bodies run in source order. Reading a name that is not known yet runs its last setter, in which the name stands for
 * what its setter before that makes, and so on; the value is known from then on. The walk in source order goes on from
 * what is stored at its place, so that what was read ahead runs again when the walk comes to it.
 */
import { EvaluationError, type ErrorPlace } from './errors.ts'
import type { Machine } from './machine.ts'
import type { Schema } from './schema.ts'
import type { AttributeDeclaration, Deprecation, Layout, Setter } from './schema-layout.ts'
import { fitAttribute } from './type-contract.ts'
import { ASSUMED, CONFIGURING, mergeEntry } from './union.ts'
import { Dict, type Construction, type Value } from './values.ts'

export class Instance {
  readonly schema: Schema
  readonly layout: Layout
  readonly config: Dict
  /** What the walk, or a setter that was run ahead of it, stored last. */
  readonly values: Value[]
  /** What readers see; the same as what is stored where a name has one setter. */
  #known: Value[]
  /** How many of a name's last setters are being run at this moment; its complement as soon as the name is known. */
  #levels: number[]
  /** What the walk has come to so far. */
  readonly #declared: (AttributeDeclaration | undefined)[]
  #walking = 0
  /** How much had been read ahead when the walk came to its statement. */
  #ahead = 0
  /** How many setters are being run ahead of the walk. */
  #running = 0
  /** Mixins that were read from ahead of the walk, which then passes them by. */
  #taken: Set<number> | undefined
  /** While one of them is: what is passed by asks for nothing. */
  #isTaking = false
  readonly #arguments: ReadonlyMap<Schema, readonly Value[]> | undefined
  readonly origin: Construction
  /** The line of its literal, or that where evaluation stood when it was made. */
  readonly position: number
  /** Where evaluation stood then. */
  readonly #start: number
  /** The extra key that an index signature with a name is looking at. */
  currentKey: string | undefined
  constructor(
    schema: Schema,
    layout: Layout,
    config: Dict,
    parameters: ReadonlyMap<Schema, readonly Value[]> | undefined,
    origin: Construction,
    position: number,
    start: number,
  ) {
    this.schema = schema
    this.layout = layout
    this.config = config
    this.values = layout.blankValues.slice()
    this.#known = layout.isPlain && schema.machine.lambdas === 0 ? this.values : layout.blankValues.slice()
    this.#levels = layout.blankLevels.slice()
    this.#declared = layout.isPlain
      ? (layout.declarations as (AttributeDeclaration | undefined)[])
      : layout.names.map(() => undefined)
    this.#arguments = parameters
    this.origin = origin
    this.position = position
    this.#start = start
    this.currentKey = undefined
  }

  walk(): void {
    const { parts } = this.layout
    const { machine } = this.schema
    const { target } = machine
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at] as Layout['parts'][number]
      if (part.host === undefined) {
        // Each schema of the inheritance learns by itself what its names stand for.
        if (at > 0) this.#levels = this.layout.blankLevels.slice()
        this.#taken = undefined
      } else if (this.#taken?.has(at)) continue
      const [known, levels] = [this.#known, this.#levels]
      const isMixedIn = part.host !== undefined
      if (isMixedIn) {
        this.#known = known.slice()
        this.#levels = levels.slice()
      }
      this.#walking = at
      const { body } = part
      for (let index = 0; index < body.length; index++) {
        this.#ahead = machine.ahead
        machine.target = target
        const statement = body[index] as (self: Instance) => void
        statement(this)
      }
      if (isMixedIn) {
        this.#known = known
        this.#levels = levels
      }
      const { name, deprecated } = part.schema.definition
      if (deprecated) {
        machine.position = this.position
        reportDeprecated(machine, name, deprecated)
      }
    }
    // Checks see the parameters of the schema itself.
    this.#walking = -1
    machine.target = target
  }

  /** What checks blame beside themselves; a call is not blamed. */
  get place(): ErrorPlace | undefined {
    const { by, at } = this.origin
    if (by === 'value') return { position: this.#start, isLine: true, message: '' }
    return by === 'literal' ? at : undefined
  }

  /** What it needs by what the walk came to, and has not. */
  missing(): string | undefined {
    for (let index = 0; index < this.#declared.length; index++) {
      const declaration = this.#declared[index]
      if (!declaration || declaration.optional) continue
      const value = this.values[index]
      if (value === undefined || value === null) return declaration.name
    }
    return undefined
  }

  has(name: string): boolean {
    return this.declares(name) || this.config.has(name)
  }

  /** Whether a schema that it is made of sets it. */
  declares(name: string): boolean {
    return this.layout.index.has(name)
  }

  attribute(name: string): Value {
    const index = this.layout.index.get(name)
    if (index === undefined) return this.config.get(name)
    return (this.#levels[index] as number) < 0 ? this.#known[index] : this.#force(index)
  }

  /** In a statement that sets nothing: it takes for its own what the statement around it sets, which may be anywhere. */
  seen(name: string, otherwise: (() => Value) | undefined): Value {
    if (this.schema.machine.target === name) {
      const index = this.layout.index.get(name)
      if (index !== undefined) return this.#own(index)
    }
    const value = this.attribute(name)
    return value === undefined && otherwise ? otherwise() : value
  }

  /** What a lambda sees: it does not run ahead. */
  stored(name: string): Value {
    const index = this.layout.index.get(name)
    return index === undefined ? this.config.get(name) : this.values[index]
  }

  /** A parameter, by its name, of the schema whose part is walked, whoever asks for it. */
  argument(name: string, otherwise: () => Value): Value {
    const schema = this.layout.parts[this.#walking]?.schema ?? this.schema
    const index = schema.definition.parameters.findIndex((parameter) => parameter.name === name)
    return index < 0 ? otherwise() : this.#arguments?.get(schema)?.[index]
  }

  /** A name in a statement that sets it. */
  own(setter: Setter): Value {
    return this.#own(this.#slot(setter))
  }

  #own(index: number): Value {
    const level = this.#levels[index] as number
    if (level === 0 || level === -1) return this.values[index]
    return level < 0 ? this.#known[index] : this.#force(index)
  }

  #slot(setter: Setter): number {
    return this.layout.index.get(setter.name) as number
  }

  #force(index: number): Value {
    const { setters, owners, parts } = this.layout
    const own = setters[index] as readonly Setter[]
    const level = this.#levels[index] as number
    if (level >= own.length) return this.values[index]
    const { machine } = this.schema
    const { target } = machine
    const before = this.values[index]
    for (let at = own.length - 1 - level; at >= 0; at--) {
      const owner = owners[index]?.[at] as number
      const wasTaking = this.#isTaking
      this.#isTaking = parts[owner]?.host === this.#walking
      if (this.#isTaking) (this.#taken ??= new Set()).add(owner)
      this.#levels[index] = own.length - at
      const setter = own[at] as Setter
      this.#running++
      setter.run(this)
      this.#running--
      this.#isTaking = wasTaking
      machine.target = target
      if (this.values[index] !== undefined) break
    }
    this.#levels[index] = ~level
    machine.ahead++
    const value = this.values[index]
    if (value !== undefined || before === undefined) return (this.#known[index] = value)
    // What has become undefined, as by a parameter that is not seen from here, is read as what it was, but not shown.
    if (this.#known === this.values) this.#known = this.values.slice()
    return (this.#known[index] = before)
  }

  /** The walk comes to a declaration: answers whether its default matters. */
  declare(setter: Setter): boolean {
    const index = this.#slot(setter)
    // A mixin's declaration does not change the host's.
    const isOfHost = this.layout.parts[this.#walking]?.host === undefined
    if (!this.#isTaking && (this.#declared[index] === undefined || isOfHost)) this.#declared[index] = setter.declaration
    const operator = this.config.operators?.get(setter.name)
    const deprecated = setter.declaration?.deprecated
    if (deprecated && operator !== ASSUMED && this.config.has(setter.name)) {
      const { machine } = this.schema
      machine.position = this.origin.by === 'value' ? this.#start : this.position
      reportDeprecated(machine, setter.name, deprecated)
    }
    if (operator?.operator !== 'override' || operator.index !== undefined || operator === ASSUMED) return true
    this.#put(index, setter, this.config.get(setter.name))
    return false
  }

  /** A declaration without a default. */
  declareOnly(setter: Setter): void {
    if (this.declare(setter) && this.config.has(setter.name)) this.store(setter, this.values[this.#slot(setter)])
  }

  store(setter: Setter, value: Value): void {
    this.#merge(setter, this.#assigned(setter, value))
  }

  #merge(setter: Setter, value: Value): void {
    const { name } = setter
    const given = this.config.size === 0 ? undefined : this.config.get(name)
    if (given === undefined && !this.config.has(name)) return this.#put(this.#slot(setter), setter, value)
    const operator = this.config.operators?.get(name)
    let merged = given
    if (value !== undefined || operator?.index !== undefined) {
      const only = new Dict(value === undefined ? new Map() : new Map([[name, value]]))
      mergeEntry(only, name, given, operator, CONFIGURING)
      merged = only.get(name)
    }
    this.#put(this.#slot(setter), setter, merged)
  }

  #declaration(index: number): AttributeDeclaration | undefined {
    return this.layout.types[index] ?? this.#declared[index]
  }

  /** What a statement assigns has the type of its attribute, whatever a config makes of it. */
  #assigned(setter: Setter, value: Value): Value {
    const declaration = setter.declaration ? undefined : this.#declaration(this.#slot(setter))
    return declaration && value !== undefined && value !== null ? fitAttribute(value, declaration.type) : value
  }

  /** Part of a value is set: who has the value already sees the change. */
  storePart(setter: Setter, update: (before: Value) => Value): void {
    const index = this.#slot(setter)
    const before = this.own(setter)
    const isSeen = this.#known[index] === before
    this.#merge(setter, update(before))
    if (isSeen) this.#known[index] = this.values[index]
  }

  /** Whether all is known when a setter has run: the last one, in a statement that read nothing ahead. */
  #isLast(index: number, setter: Setter): boolean {
    const setters = this.layout.setters[index] as readonly Setter[]
    return setters.length === 1 || (setters.at(-1) === setter && this.schema.machine.ahead === this.#ahead)
  }

  #put(index: number, setter: Setter, value: Value): void {
    const declaration = this.#declaration(index)
    const { machine } = this.schema
    const fitted = declaration && value !== undefined && value !== null ? fitAttribute(value, declaration.type) : value
    const level = this.#levels[index] as number
    // Of what lambdas make, what a setter that runs ahead assigns stays in the lambda.
    if (machine.lambdas > 0 && (level > 0 || level < -1) && setter.declaration === undefined) return
    this.values[index] = fitted
    if (level === 0 && (this.#running > 0 || this.#isLast(index, setter))) {
      this.#known[index] = fitted
      this.#levels[index] = -1
    }
  }
}

function reportDeprecated(machine: Machine, name: string, { version, reason, strict }: Deprecation): void {
  const since = version ? ` since version ${version}` : ' '
  const text = `${name} was deprecated${since}${reason ? `, ${reason}` : ''}`
  if (strict) throw new EvaluationError(text)
  machine.context.print(`${text}\n`)
}

/** A schema with its bases and mixins put together: which names an instance has, and what its evaluation runs in order. */
import type { Instance } from './instance.ts'
import type { Schema } from './schema.ts'
import type { Type } from './type-contract.ts'
import { Shape, type Value } from './values.ts'

export interface AttributeDeclaration {
  readonly name: string
  readonly optional: boolean
  readonly type: Type
  readonly deprecated: Deprecation | undefined
}

export interface Deprecation {
  readonly version: string | undefined
  readonly reason: string | undefined
  readonly strict: boolean
}

/** One place of a body that sets a name: an assignment, or a declaration with or without a default. */
export interface Setter {
  readonly name: string
  readonly declaration: AttributeDeclaration | undefined
  /** Runs its statement; of an `if` that it stands in, the branch up to it. */
  readonly run: (self: Instance) => void
}

/** A body whose statements run one after the other. */
export interface Part {
  readonly schema: Schema
  readonly body: readonly ((self: Instance) => void)[]
  /** Of a mixin: the part that it is mixed into. */
  readonly host: number | undefined
}

export interface Check {
  readonly applies: ((self: Instance) => boolean) | undefined
  readonly passes: (self: Instance) => boolean
  readonly message: string | ((self: Instance) => Value)
}

export interface IndexSignatureDeclaration {
  readonly keyName: string | undefined
  readonly anyOther: boolean
  readonly keyType: Type
  readonly valueType: Type
  readonly value: ((self: Instance) => Value) | undefined
}

export interface Layout {
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  /** What an instance shows that sets nothing beyond what is declared. */
  readonly shape: Shape
  readonly declarations: readonly (AttributeDeclaration | undefined)[]
  /** The parts that they stand in; those of mixins count for none. */
  readonly declarers: readonly number[]
  /** What the schema next to the root says of a name, which is its type from the root on. */
  readonly types: readonly (AttributeDeclaration | undefined)[]
  readonly setters: readonly (readonly Setter[])[]
  /** The parts that the setters of a name belong to. */
  readonly owners: readonly (readonly number[])[]
  readonly parts: readonly Part[]
  readonly checks: readonly Check[]
  /** Its own: that of a base takes no keys of it. */
  readonly indexSignature: IndexSignatureDeclaration | undefined
  /** Itself and its bases. */
  readonly chain: readonly Schema[]
  /** Itself, its bases, their mixins. */
  readonly lineage: readonly Schema[]
  readonly hasParameters: boolean
  /** Whether each name is set in one place, and declared there if at all; no part is passed by. */
  readonly isPlain: boolean
  /** What an instance begins with: nothing is known yet. */
  readonly blankValues: readonly Value[]
  readonly blankLevels: readonly number[]
}

export function layOut(schema: Schema): Layout {
  return new LayoutBuilder(schema).build()
}

/** From the root of the inheritance down, in one go: what is between costs nothing of its own. */
class LayoutBuilder {
  readonly #names: string[] = []
  readonly #index = new Map<string, number>()
  readonly #declarations: (AttributeDeclaration | undefined)[] = []
  readonly #declarers: number[] = []
  readonly #types: (AttributeDeclaration | undefined)[] = []
  readonly #setters: Setter[][] = []
  readonly #owners: number[][] = []
  readonly #parts: Part[] = []
  readonly #checks: Check[] = []
  readonly #mixed: Schema[] = []
  readonly #chain: Schema[] = []

  constructor(schema: Schema) {
    for (let part: Schema | undefined = schema; part; part = part.base) this.#chain.push(part)
  }

  build(): Layout {
    for (const schema of this.#chain.toReversed()) {
      const host = this.#parts.length
      this.#add(schema, undefined)
      this.#compose(schema, host)
    }
    const lineage = [...this.#chain, ...this.#mixed]
    const names = this.#names
    return {
      names,
      index: this.#index,
      shape: new Shape(names, this.#index),
      declarations: this.#declarations,
      declarers: this.#declarers,
      types: this.#types,
      setters: this.#setters,
      owners: this.#owners,
      parts: this.#parts,
      checks: this.#checks,
      indexSignature: this.#chain[0]?.definition.indexSignature,
      chain: this.#chain,
      lineage,
      hasParameters: lineage.some((part) => part.definition.parameters.length > 0),
      isPlain: this.#mixed.length === 0 && this.#setters.every((setters) => setters.length === 1),
      blankValues: names.map(() => undefined),
      blankLevels: names.map(() => 0),
    }
  }

  #mix(mixin: Schema, host: number): void {
    if (mixin.base) this.#mix(mixin.base, host)
    this.#add(mixin, host)
    this.#compose(mixin, host)
    this.#mixed.push(mixin)
  }

  /** What a schema mixes in is checked after itself, what a rule is based on before. */
  #compose({ definition, mixins }: Schema, host: number): void {
    if (!definition.isRule) this.#checks.push(...definition.checks)
    for (const mixin of mixins) this.#mix(mixin, host)
    if (definition.isRule) this.#checks.push(...definition.checks)
  }

  #add(schema: Schema, host: number | undefined): void {
    const { definition } = schema
    const part = this.#parts.length
    this.#parts.push({ schema, body: definition.body, host })
    for (const setter of definition.setters) {
      const at = this.#slot(setter.name)
      this.#setters[at]?.push(setter)
      this.#owners[at]?.push(part)
      // A mixin's declaration does not change the host's.
      if (setter.declaration && (host === undefined || this.#declarations[at] === undefined)) {
        this.#declarations[at] = setter.declaration
        if (host === undefined) this.#declarers[at] = part
        if (host === undefined && part > 0) this.#types[at] ??= setter.declaration
      }
    }
  }

  #slot(name: string): number {
    const found = this.#index.get(name)
    if (found !== undefined) return found
    this.#index.set(name, this.#names.length)
    this.#names.push(name)
    this.#declarations.push(undefined)
    this.#declarers.push(-1)
    this.#types.push(undefined)
    this.#setters.push([])
    this.#owners.push([])
    return this.#names.length - 1
  }
}

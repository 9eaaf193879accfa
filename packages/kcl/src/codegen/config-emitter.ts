/**
 * Config literals. Keys with plain, different names that nothing in the literal reads become one shaped dict; everything
 * else is built entry by entry. Which of the two it is shows only after all values are emitted: code is put together late.
 */
import { chainOf } from '../syntax/if-chain.ts'
import type {
  ConfigEntry,
  ConfigExpression,
  ConfigOperator,
  Expression,
  KeyValueEntry,
  TargetStep,
} from '../syntax/nodes.ts'
import { isIdentifier } from '../syntax/identifiers.ts'
import type { EmittedFile } from './emitter.ts'
import { ExpressionEmitter } from './expression-emitter.ts'
import type { ConfigScope } from './scopes.ts'

export const OPERATORS = { ':': 'union', '=': 'override', '+=': 'insert' } as const satisfies Record<
  ConfigOperator,
  string
>

/** Code that knows by then which keys are read. */
type Late = () => string

/** The entries of a literal as a table; undefined as soon as they are none. */
interface Table {
  readonly keys: Set<string>
  readonly overrides: string[]
  readonly values: string[]
}

export abstract class ConfigEmitter extends ExpressionEmitter {
  protected config(node: ConfigExpression, isOfInstance = false): string {
    const table: Table = { keys: new Set(), overrides: [], values: [] }
    const dict = this.fresh()
    const scope = this.configScope(isOfInstance)
    const late = this.within(scope, () => this.entries(node.entries, dict, scope, table))
    if (table.keys.size === node.entries.length && scope.read.size === 0) return this.shaped(table)
    return this.dictOf(dict, scope, late)
  }

  /** One dict of the entries of several literals. */
  protected builtOf(entries: readonly { readonly entry: ConfigEntry; readonly file: EmittedFile }[]): string {
    const dict = this.fresh()
    const scope = this.configScope(true)
    const late = entries.flatMap(({ entry, file }) => {
      this.current = file
      this.line = 0
      return this.within(scope, () => this.entries([entry], dict, scope))
    })
    return this.dictOf(dict, scope, late)
  }

  private configScope(isOfInstance: boolean): ConfigScope {
    return { kind: 'config', isOfInstance, outer: this.scope, names: new Map(), read: new Set() }
  }

  private dictOf(dict: string, scope: ConfigScope, late: readonly Late[]): string {
    const variables = [...scope.read].map((name) => `${scope.names.get(name)}=$U`)
    const declared = variables.length > 0 ? `let ${variables.join(',')};` : ''
    return `(()=>{const ${dict}=new $.Dict();${declared}${late.map((code) => code()).join('')}return ${dict}})()`
  }

  private shaped({ keys, overrides, values }: Table): string {
    if (keys.size === 0) return 'new $.Dict()'
    const shape = `$.literal(${JSON.stringify([...keys])}${overrides.length > 0 ? `,${JSON.stringify(overrides)}` : ''})`
    return `$.dictOf(${this.isRepeated() ? this.constant(shape, () => shape) : shape},[${values.join(',')}])`
  }

  /** Whether code may run more than once in a program. */
  private isRepeated(): boolean {
    for (let at = this.scope; at !== undefined; at = at.outer) if (at.kind !== 'config') return true
    return false
  }

  private entries(
    entries: readonly ConfigEntry[],
    dict: string,
    scope: ConfigScope,
    table?: Table,
    isBranch = false,
  ): readonly Late[] {
    return entries.map((entry) => this.entry(entry, dict, scope, table, isBranch))
  }

  private entry(
    entry: ConfigEntry,
    dict: string,
    scope: ConfigScope,
    table: Table | undefined,
    isBranch: boolean,
  ): Late {
    switch (entry.kind) {
      case 'UnpackEntry': {
        const code = `$.unpack(${dict},${this.expression(entry.value)});`
        return () => code
      }
      case 'IfEntry': {
        const { arms, orElse } = chainOf(entry)
        const own = this.fresh()
        const branch = (entries: readonly ConfigEntry[]) => (): readonly Late[] =>
          this.entries(entries, own, scope, undefined, true)
        const code = this.arms(
          arms.map((arm) => ({
            condition: () => this.visit(arm, () => this.test(arm.condition)),
            body: branch(arm.body),
          })),
          branch(orElse),
        )
        return () =>
          `{const ${own}=new $.Dict();${code((codes) => codes.map((late) => late()).join(''))}$.putAll(${dict},${own});}`
      }
      case 'KeyValueEntry':
        return this.keyValue(entry, dict, scope, table, isBranch)
    }
  }

  private keyValue(
    entry: KeyValueEntry,
    dict: string,
    scope: ConfigScope,
    table: Table | undefined,
    isBranch: boolean,
  ): Late {
    const operator = OPERATORS[entry.operator]
    const key = this.isLoopVariable(entry) ? undefined : plainKey(entry)
    if (key !== undefined) {
      const value = this.expression(entry.value)
      if (table && operator !== 'insert') {
        table.keys.add(key)
        if (operator === 'override') table.overrides.push(key)
        table.values.push(value)
      }
      const name = JSON.stringify(key)
      if (!isIdentifier(key)) return () => `$.put(${dict},${name},${value},'${operator}');`
      // What a branch says of a key that was there before is read without what was there.
      const isMore = scope.names.has(key) && !isBranch
      const variable = this.local(key, scope)
      return () => {
        if (!scope.read.has(key)) return `$.put(${dict},${name},${value},'${operator}');`
        return isMore
          ? `$.put(${dict},${name},${value},'${operator}');${variable}=$.lent(${dict},${name});`
          : `$.put(${dict},${name},(${variable}=${value}),'${operator}');`
      }
    }
    if (entry.key.kind === 'ComputedKey') {
      const value = this.fresh()
      const given = this.expression(entry.value)
      const code = `((${value})=>$.put(${dict},${this.expression(entry.key.expression)},${value},'${operator}'))(${given});`
      return () => code
    }
    const { name, path } = entry.key
    const head = this.loopVariable(name.name) ?? JSON.stringify(name.name)
    const [first, ...rest] = path
    if (first === undefined || (first.kind === 'IndexStep' && rest.length === 0)) {
      const index = first?.kind === 'IndexStep' ? `,${this.indexOf(first)}` : ''
      const code = `$.put(${dict},${head},${this.expression(entry.value)},'${operator}'${index});`
      return () => code
    }
    const value = this.nested(path, entry)
    const index = first.kind === 'IndexStep' ? `,${this.indexOf(first)}` : ''
    const code = `$.put(${dict},${head},${value},'union'${index});`
    const variable = this.local(name.name, scope)
    return () => (scope.read.has(name.name) ? `${code}${variable}=$.lent(${dict},${JSON.stringify(name.name)});` : code)
  }

  /** The variable that later entries read a key by. */
  private local(key: string, scope: ConfigScope): string {
    const known = scope.names.get(key)
    if (known !== undefined) return known
    const variable = this.fresh()
    scope.names.set(key, variable)
    return variable
  }

  /** A bare key that is the variable of a loop stands for its value. */
  private loopVariable(name: string): string | undefined {
    for (let at = this.scope; at !== undefined && at.kind !== 'schema'; at = at.outer) {
      if (at.kind === 'local' && at.isLoop && at.names.has(name)) return at.names.get(name)
    }
    return undefined
  }

  private isLoopVariable(entry: KeyValueEntry): boolean {
    return entry.key.kind === 'PathKey' && this.loopVariable(entry.key.name.name) !== undefined
  }

  private indexOf(step: TargetStep): string {
    if (step.kind !== 'IndexStep') return 'undefined'
    const literal = literalIndex(step.index)
    return literal === undefined ? `Number(${this.expression(step.index)})` : String(literal)
  }

  /** `a.b.c = 1` is `a: {b: {c = 1}}`. The first step has been taken where it is an index. */
  private nested(path: readonly TargetStep[], entry: KeyValueEntry): string {
    const [step, ...rest] = path
    if (step === undefined) return this.expression(entry.value)
    if (step.kind === 'IndexStep') return this.nested(rest, entry)
    const dict = this.fresh()
    const [next, ...after] = rest
    const isLast = next === undefined
    const isIndexed = next?.kind === 'IndexStep'
    const operator = isLast || (isIndexed && after.length === 0) ? OPERATORS[entry.operator] : 'union'
    const value = isLast ? this.expression(entry.value) : this.nested(rest, entry)
    const index = isIndexed ? `,${this.indexOf(next)}` : ''
    return `((${dict})=>($.put(${dict},${JSON.stringify(step.name.name)},${value},'${operator}'${index}),${dict}))(new $.Dict())`
  }
}

/** The key where it is one bare name or one plain text. */
export function plainKey(entry: KeyValueEntry): string | undefined {
  const { key } = entry
  if (key.kind === 'PathKey') return key.path.length === 0 ? key.name.name : undefined
  return key.expression.kind === 'StringLiteral' ? key.expression.value : undefined
}

/** An index that is part of its key: nothing is evaluated for it. */
export function literalIndex(index: Expression): number | undefined {
  if (index.kind === 'UnaryExpression' && index.operator === '-') {
    const literal = literalIndex(index.operand)
    return literal === undefined ? undefined : -literal
  }
  return index.kind === 'NumberLiteral' && index.value.type === 'int' ? Number(index.value.int) : undefined
}

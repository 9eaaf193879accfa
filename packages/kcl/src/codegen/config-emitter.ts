/** Config literals. Keys with plain, different names become one table; everything else is built entry by entry. */
import type { ConfigEntry, ConfigExpression, ConfigOperator, KeyValueEntry, TargetStep } from '../syntax/nodes.ts'
import { ExpressionEmitter } from './expression-emitter.ts'
import type { ConfigScope } from './scopes.ts'

const OPERATORS = { ':': 'union', '=': 'override', '+=': 'insert' } as const satisfies Record<ConfigOperator, string>
const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u

export abstract class ConfigEmitter extends ExpressionEmitter {
  /** Names that occur as expressions in the file: only their keys need a variable. */
  protected abstract isReferenced(name: string): boolean

  protected config(node: ConfigExpression): string {
    return this.table(node) ?? this.built([node])
  }

  private table(node: ConfigExpression): string | undefined {
    const seen = new Set<string>()
    const overrides: string[] = []
    for (const entry of node.entries) {
      if (entry.kind !== 'KeyValueEntry' || entry.operator === '+=') return undefined
      const key = this.isLoopVariable(entry) ? undefined : plainKey(entry)
      if (
        key === undefined ||
        seen.has(key) ||
        (node.entries.length > 1 && this.isReferenced(key) && IDENTIFIER.test(key))
      )
        return undefined
      seen.add(key)
      if (entry.operator === '=') overrides.push(key)
    }
    const pairs = node.entries.map((entry) => {
      const pair = entry as KeyValueEntry
      return `${JSON.stringify(plainKey(pair))},${this.at(pair, this.expression(pair.value))}`
    })
    const code =
      overrides.length === 0
        ? 'undefined'
        : this.constant(`overrides:${overrides.join('\0')}`, () => JSON.stringify(overrides))
    return `$.dictOf([${pairs.join(',')}],${code})`
  }

  /** One dict from several literals, as repeated unification statements have them. */
  protected built(
    nodes: readonly ConfigExpression[],
    inContext?: (index: number, emit: () => string) => string,
  ): string {
    const dict = this.fresh()
    const scope: ConfigScope = { kind: 'config', outer: this.scope, names: new Map() }
    const variables: string[] = []
    const body = this.deferred(() =>
      nodes
        .map((node, index) => {
          const emit = (): string => this.within(scope, () => this.entries(node.entries, dict, scope, variables))
          return inContext ? inContext(index, emit) : emit()
        })
        .join(''),
    )
    this.line = 0
    const declared = variables.length > 0 ? `let ${variables.map((name) => `${name}=$U`).join(',')};` : ''
    return `(()=>{const ${dict}=new $.Dict();${declared}${body}return ${dict}})()`
  }

  private entries(entries: readonly ConfigEntry[], dict: string, scope: ConfigScope, variables: string[]): string {
    return entries.map((entry) => this.entry(entry, dict, scope, variables)).join('')
  }

  private entry(entry: ConfigEntry, dict: string, scope: ConfigScope, variables: string[]): string {
    switch (entry.kind) {
      case 'UnpackEntry':
        return `$.unpack(${dict},${this.at(entry, this.expression(entry.value))});`
      case 'IfEntry': {
        const condition = this.at(entry, this.test(entry.condition))
        const body = this.deferred(() => this.entries(entry.body, dict, scope, variables))
        const orElse = this.deferred(() => this.entries(entry.orElse, dict, scope, variables))
        this.line = 0
        return `if(${condition}){${body}}else{${orElse}}`
      }
      case 'KeyValueEntry':
        return this.keyValue(entry, dict, scope, variables)
    }
  }

  private keyValue(entry: KeyValueEntry, dict: string, scope: ConfigScope, variables: string[]): string {
    const operator = OPERATORS[entry.operator]
    const key = this.isLoopVariable(entry) ? undefined : plainKey(entry)
    if (key !== undefined) {
      let value = this.at(entry, this.expression(entry.value))
      if (this.isReferenced(key) && IDENTIFIER.test(key)) {
        value = `(${this.local(key, scope, variables)}=${value})`
      }
      return `$.put(${dict},${JSON.stringify(key)},${value},'${operator}');`
    }
    if (entry.key.kind === 'ComputedKey') {
      const name = this.expression(entry.key.expression)
      return `$.put(${dict},${name},${this.at(entry, this.expression(entry.value))},'${operator}');`
    }
    const { name, path } = entry.key
    const head = this.loopVariable(name.name) ?? JSON.stringify(name.name)
    const [first, ...rest] = path
    if (first?.kind === 'IndexStep' && rest.length === 0) {
      return `$.put(${dict},${head},${this.at(entry, this.expression(entry.value))},'${operator}',${this.indexOf(first)});`
    }
    if (first === undefined)
      return `$.put(${dict},${head},${this.at(entry, this.expression(entry.value))},'${operator}');`
    const value = this.nested(path, entry)
    const code = `$.put(${dict},${head},${value},'union'${first.kind === 'IndexStep' ? `,${this.indexOf(first)}` : ''});`
    if (!this.isReferenced(name.name)) return code
    return `${code}${this.local(name.name, scope, variables)}=${dict}.get(${JSON.stringify(name.name)});`
  }

  /** The variable that later entries read a key by. */
  private local(key: string, scope: ConfigScope, variables: string[]): string {
    const known = scope.names.get(key)
    if (known !== undefined) return known
    const variable = this.fresh()
    variables.push(variable)
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
    return step.kind === 'IndexStep' ? `Number(${this.expression(step.index)})` : 'undefined'
  }

  /** `a.b.c = 1` is `a: {b: {c = 1}}`. The first step has been taken where it is an index. */
  private nested(path: readonly TargetStep[], entry: KeyValueEntry): string {
    const [step, ...rest] = path
    if (step === undefined) return this.at(entry, this.expression(entry.value))
    if (step.kind === 'IndexStep') return this.nested(rest, entry)
    const dict = this.fresh()
    const [next, ...after] = rest
    const isLast = next === undefined
    const isIndexed = next?.kind === 'IndexStep'
    const operator = isLast || (isIndexed && after.length === 0) ? OPERATORS[entry.operator] : 'union'
    const value = isLast ? this.at(entry, this.expression(entry.value)) : this.nested(rest, entry)
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

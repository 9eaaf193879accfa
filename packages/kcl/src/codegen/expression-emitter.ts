/** Expressions become JavaScript expressions. */
import { normalize } from '../runtime/numbers.ts'
import { chainOf } from '../syntax/if-chain.ts'
import type {
  BinaryExpression,
  CallArguments,
  CallExpression,
  ComparisonExpression,
  ComprehensionClause,
  ConfigExpression,
  DictComprehension,
  Expression,
  InterpolatedString,
  LambdaExpression,
  ListComprehension,
  ListExpression,
  ListItem,
  NumberLiteral,
  QuantifierExpression,
  Range,
  SchemaExpression,
  SelectorExpression,
} from '../syntax/nodes.ts'
import { enclosingSchema, type LocalScope } from './scopes.ts'
import { multiplierOf } from './multipliers.ts'
import { TypeEmitter } from './type-emitter.ts'

export abstract class ExpressionEmitter extends TypeEmitter {
  protected abstract config(node: ConfigExpression, isOfInstance?: boolean): string
  protected abstract lambda(node: LambdaExpression): string

  protected expression(node: Expression): string {
    return this.visit(node, () => this.unvisited(node))
  }

  private unvisited(node: Expression): string {
    switch (node.kind) {
      case 'NameExpression':
        return this.name(node.name)
      case 'NumberLiteral':
        return this.number(node)
      case 'StringLiteral':
        return JSON.stringify(node.value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
      case 'InterpolatedString':
        return this.interpolated(node)
      case 'NameConstant':
        return { True: 'true', False: 'false', None: 'null', Undefined: 'undefined' }[node.value]
      case 'ParenthesizedExpression':
        return this.expression(node.expression)
      case 'SelectorExpression':
        return this.selector(node)
      case 'SubscriptExpression': {
        const value = this.expression(node.value)
        const index = this.expression(node.index)
        return `$.subscript${node.optional ? 'Optional' : ''}(${value},${index})`
      }
      case 'SliceExpression': {
        const parts = [node.value, node.lower, node.upper, node.step].map((part) =>
          part ? this.expression(part) : 'undefined',
        )
        return `$.slice${node.optional ? 'Optional' : ''}(${parts.join(',')})`
      }
      case 'CallExpression':
        return this.call(node)
      case 'SchemaExpression':
        return this.schemaExpression(node)
      case 'ConfigExpression':
        return this.config(node)
      case 'ListExpression':
        return this.list(node)
      case 'ListComprehension':
        return this.listComprehension(node)
      case 'DictComprehension':
        return this.dictComprehension(node)
      case 'QuantifierExpression':
        return this.quantifier(node)
      case 'LambdaExpression':
        return this.lambda(node)
      case 'ConditionalExpression':
        return `(${this.test(node.condition)}?${this.branches(
          () => this.expression(node.body),
          () => this.expression(node.orElse),
        ).join(':')})`
      case 'UnaryExpression':
        if (node.operator === 'not') return `!${this.test(node.operand)}`
        return `$.unary(${JSON.stringify(node.operator)},${this.expression(node.operand)})`
      case 'BinaryExpression':
        return this.binary(node)
      case 'ComparisonExpression':
        return this.comparison(node)
      case 'AsExpression': {
        const value = this.expression(node.value)
        // Others are no programs.
        return node.type ? this.wandering(`$.convert(${value},${this.castType(node.type)})`) : value
      }
      case 'MissingExpression':
        return 'undefined'
    }
  }

  protected test(node: Expression): string {
    return this.visit(node, () => this.unvisitedTest(node))
  }

  private unvisitedTest(node: Expression): string {
    switch (node.kind) {
      case 'ComparisonExpression':
        return this.comparison(node)
      case 'ParenthesizedExpression':
        return this.test(node.expression)
      case 'NameConstant':
        return node.value === 'True' ? 'true' : 'false'
      case 'QuantifierExpression':
        if (node.quantifier === 'all' || node.quantifier === 'any') return this.quantifier(node)
        break
      case 'UnaryExpression':
        if (node.operator === 'not') return `!${this.test(node.operand)}`
        break
      case 'BinaryExpression':
        if (node.operator === 'and' || node.operator === 'or') {
          const left = this.test(node.left)
          const right = this.maybe(() => this.test(node.right))
          return `(${left}${node.operator === 'and' ? '&&' : '||'}${right})`
        }
        break
      default:
    }
    return `$.isTruthy(${this.unvisited(node)})`
  }

  private number(node: NumberLiteral): string {
    const { value, suffix } = node
    if (value.type === 'float') {
      const text = String(value.float)
      return this.constant(`float:${text}`, () => `new $.Float(${text})`)
    }
    const int = normalize(value.int)
    const raw = typeof int === 'number' ? String(int) : `${int}n`
    if (suffix === undefined) return raw.startsWith('-') ? `(${raw})` : raw
    const multiplied = Number(value.int) * multiplierOf(suffix)
    return this.constant(
      `unit:${raw}${suffix}`,
      () => `new $.NumberMultiplier(${multiplied},${raw},${JSON.stringify(suffix)})`,
    )
  }

  private interpolated(node: InterpolatedString): string {
    const parts = node.parts.map((part) => {
      if (part.kind === 'Text') return JSON.stringify(part.value)
      const value = this.expression(part.expression)
      return part.format === undefined ? `$.toText(${value})` : `link.format(${value},${JSON.stringify(part.format)})`
    })
    return parts.length === 0 ? '""' : `(${parts.join('+')})`
  }

  private selector(node: SelectorExpression): string {
    const name = JSON.stringify(node.name.name)
    if (node.value.kind === 'NameExpression') {
      const found = this.packageMember(node.value.name, node.name.name)
      if (found !== undefined) return this.wandering(found)
    }
    const value = this.expression(node.value)
    return this.wandering(`$.member${node.optional ? 'Optional' : ''}(m,link.members,${value},${name})`)
  }

  protected callParts(call: CallArguments | undefined): { readonly positional: string; readonly keyword: string } {
    if (!call) return { positional: '[]', keyword: 'undefined' }
    const positional = `[${call.positional.map((argument) => this.expression(argument)).join(',')}]`
    if (call.keyword.length === 0) return { positional, keyword: 'undefined' }
    const pairs = call.keyword.map(
      (argument) => `[${JSON.stringify(argument.name.name)},${this.expression(argument.value)}]`,
    )
    return { positional, keyword: `new Map([${pairs.join(',')}])` }
  }

  private call(node: CallExpression): string {
    const { callee } = node
    if (callee.kind === 'SelectorExpression') {
      const found =
        callee.value.kind === 'NameExpression' ? this.packageMember(callee.value.name, callee.name.name) : undefined
      if (found === undefined) {
        const given = this.expression(callee.value)
        const name = JSON.stringify(callee.name.name)
        const isAlone = node.call.positional.length + node.call.keyword.length === 0
        const value = isAlone ? given : `$.having(link.members,${given},${name},${callee.optional})`
        const { positional, keyword } = this.callParts(node.call)
        return this.wandering(
          `$.callMember${callee.optional ? 'Optional' : ''}(m,link.members,${value},${name},${positional},${keyword})`,
        )
      }
    }
    const value = this.expression(callee)
    const { positional, keyword } = this.callParts(node.call)
    return this.wandering(`$.callValue(${value},${positional},${keyword})`)
  }

  /** Where an instance is made. */
  protected place(node: Range): string {
    const place = `{position:${this.positionOf(node)},offset:${node.start},message:''}`
    return this.constant(place, () => place)
  }

  private schemaExpression(node: SchemaExpression): string {
    const config = this.configOf(node)
    const callee = this.calleeOf(node)
    return this.wandering(`$.construct(${config},${callee},${this.argumentsOf(node)},${this.place(node)})`)
  }

  /** What an instance is made of after its config: a schema, or a value that may have to be read ahead. */
  protected calleeOf({ callee }: SchemaExpression): string {
    const code = this.unvisited(callee)
    return callee.kind === 'NameExpression' && !this.finder.defines(this.pkg, callee.name)
      ? this.unfinished(code)
      : code
  }

  /** The arguments of an instance. */
  protected argumentsOf({ call }: SchemaExpression): string {
    const { positional, keyword } = this.callParts(call)
    return `${this.unfinished(positional)},${this.unfinished(keyword)}`
  }

  /** What calls nothing makes no instance; in the body of a schema all are unfinished. */
  private unfinished(code: string): string {
    return code.includes('(') && !enclosingSchema(this.scope) ? `$.unfinished(m,()=>${code})` : code
  }

  /** The config of an instance. */
  protected configOf(node: SchemaExpression): string {
    return `$.configOf(m,()=>${this.visit(node.config, () => this.configCode(node))})`
  }

  protected configCode(node: SchemaExpression): string {
    return node.config.kind === 'ConfigExpression'
      ? this.config(node.config, true)
      : this.dictComprehension(node.config)
  }

  private list(node: ListExpression): string {
    if (node.items.every((item) => item.kind !== 'UnpackEntry' && item.kind !== 'IfItem')) {
      return `[${node.items.map((item) => this.expression(item as Expression)).join(',')}]`
    }
    const list = this.fresh()
    return `(()=>{const ${list}=[];${node.items.map((item) => this.listItem(item, list)).join('')}return ${list}})()`
  }

  private listItem(item: ListItem, list: string): string {
    switch (item.kind) {
      case 'UnpackEntry':
        return `for(const x of $.spread(${this.expression(item.value)}))${list}.push(x);`
      case 'IfItem': {
        const { arms, orElse } = chainOf(item)
        const branch = (items: readonly ListItem[]) => (): string =>
          items.map((inner) => this.listItem(inner, list)).join('')
        return this.choice(
          arms.map((arm) => ({ condition: () => this.test(arm.condition), body: branch(arm.body) })),
          branch(orElse),
        )
      }
      default:
        return `${list}.push(${this.expression(item)});`
    }
  }

  /** Loops around `body`, which is emitted inside of them. */
  protected loops(clauses: readonly ComprehensionClause[], body: () => string): string {
    const [clause, ...rest] = clauses
    if (!clause) return body()
    const iterable = this.expression(clause.iterable)
    const { scope, head } = this.loopScope(
      clause.variables.map((variable) => variable.name),
      iterable,
    )
    this.line = 0
    return this.within(scope, () => {
      const conditions = clause.conditions.map((condition) => `if(!${this.test(condition)})continue;`).join('')
      return `${head}$.step(m);${conditions}${this.loops(rest, body)}}`
    })
  }

  private loopScope(
    variables: readonly string[],
    iterable: string,
  ): { readonly scope: LocalScope; readonly head: string } {
    const names = variables.map(() => this.fresh())
    const scope: LocalScope = {
      kind: 'local',
      isLoop: true,
      outer: this.scope,
      names: new Map(variables.map((name, index) => [name, names[index] ?? ''])),
      unset: new Set(),
    }
    if (names.length > 1) return { scope, head: `for(const [${names.join(',')}] of $.iteratePairs(${iterable})){` }
    const [items, at] = [this.fresh(), this.fresh()]
    const head = `const ${items}=$.items(${iterable});for(let ${at}=0;${at}<${items}.length;${at}++){const ${names[0]}=${items}[${at}];`
    return { scope, head }
  }

  private listComprehension(node: ListComprehension): string {
    const list = this.fresh()
    const loops = this.loops(node.clauses, () => `${list}.push(${this.expression(node.element)});`)
    return this.wandering(`(()=>{const ${list}=[];${loops}return ${list}})()`)
  }

  protected dictComprehension(node: DictComprehension): string {
    const dict = this.fresh()
    const entry = (): string => {
      if (!node.key) return `$.unpack(${dict},${this.expression(node.value)});`
      const operator = { ':': 'union', '=': 'override', '+=': 'insert' }[node.operator]
      const value = this.expression(node.value)
      return `${dict}.put(${value},${this.expression(node.key)},'${operator}');`
    }
    const loops = this.loops(node.clauses, entry)
    const [made, given] = node.key ? ['$.Gathered', `${dict}.dict`] : ['$.Dict', dict]
    return this.wandering(`(()=>{const ${dict}=new ${made}();${loops}return ${given}})()`)
  }

  private quantifier(node: QuantifierExpression): string {
    const iterable = this.expression(node.iterable)
    const variables = node.variables.map((variable) => variable.name)
    const names = variables.map(() => this.fresh())
    const scope: LocalScope = {
      kind: 'local',
      isLoop: true,
      outer: this.scope,
      names: new Map(variables.map((name, index) => [name, names[index] ?? ''])),
      unset: new Set(),
    }
    const pairs = String(names.length > 1)
    const code = this.deferred(() =>
      this.within(scope, () => {
        const condition = node.condition ? this.test(node.condition) : undefined
        const parameters = `(${names.join(',')})`
        switch (node.quantifier) {
          case 'all':
            return `$.all(${iterable},${parameters}=>${condition ? `!${condition}||` : ''}${this.test(node.test)},${pairs})`
          case 'any':
            return `$.any(${iterable},${parameters}=>${condition ? `${condition}&&` : ''}${this.test(node.test)},${pairs})`
          case 'filter':
            // What it does not ask about stays.
            return `$.filterItems(${iterable},${parameters}=>${condition ? `!${condition}||` : ''}${this.test(node.test)},${pairs})`
          case 'map':
            return `$.mapItems(${iterable},${parameters}=>${this.expression(node.test)},${pairs}${condition ? `,${parameters}=>${condition}` : ''})`
        }
      }),
    )
    return this.wandering(code)
  }

  private binary(node: BinaryExpression): string {
    if (node.operator === 'and' || node.operator === 'or') {
      const temporary = this.fresh()
      const left = this.expression(node.left)
      const right = this.maybe(() => this.expression(node.right))
      const picked = node.operator === 'and' ? `${right}:${temporary}` : `${temporary}:${right}`
      return `((${temporary})=>$.isTruthy(${temporary})?${picked})(${left})`
    }
    const left = this.expression(node.left)
    const right = this.expression(node.right)
    if (node.operator === '+') return `$.add(${left},${right})`
    const code = `$.arithmetic('${node.operator}',${left},${right})`
    // Instances that are united are made anew.
    return node.operator === '|' ? this.wandering(code) : code
  }

  private comparison(node: ComparisonExpression): string {
    const [first, ...more] = node.operands
    const operator = node.operators[0] ?? '=='
    const left = this.expression(node.left)
    const right = this.expression(first as Expression)
    if (more.length === 0) return this.compare(operator, left, right)
    // Each operand is evaluated once, and only if what stands before it holds.
    let [last, next] = [this.fresh(), this.fresh()]
    const parameters = `${last},${next}`
    const tests = [this.compare(operator, `(${last}=${left})`, `(${next}=${right})`)]
    for (const [index, operand] of more.entries()) {
      ;[last, next] = [next, last]
      const value = this.maybe(() => this.expression(operand))
      tests.push(this.compare(node.operators[index + 1] ?? '==', last, `(${next}=${value})`))
    }
    return `((${parameters})=>${tests.join('&&')})()`
  }

  private compare(operator: string, left: string, right: string): string {
    switch (operator) {
      case '==':
        return `$.equals(${left},${right})`
      case '!=':
        return `!$.equals(${left},${right})`
      case 'in':
        return `$.contains(${left},${right})`
      case 'not in':
        return `!$.contains(${left},${right})`
      case 'is':
        return `$.isIdentical(${left},${right})`
      case 'is not':
        return `!$.isIdentical(${left},${right})`
      default:
        return `$.compare('${operator}',${left},${right})`
    }
  }
}

/** Expressions become JavaScript expressions. */
import { normalize } from '../runtime/numbers.ts'
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
import type { LocalScope } from './scopes.ts'
import { multiplierOf } from './multipliers.ts'
import { TypeEmitter } from './type-emitter.ts'

export abstract class ExpressionEmitter extends TypeEmitter {
  protected abstract config(node: ConfigExpression): string
  protected abstract lambda(node: LambdaExpression): string

  protected expression(node: Expression): string {
    switch (node.kind) {
      case 'NameExpression':
        return this.at(node, this.name(node.name))
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
        return this.at(node, `$.subscript${node.optional ? 'Optional' : ''}(${value},${index})`)
      }
      case 'SliceExpression': {
        const parts = [node.lower, node.upper, node.step].map((part) => (part ? this.expression(part) : 'undefined'))
        return this.at(node, `$.slice(${this.expression(node.value)},${parts.join(',')})`)
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
        return `(${this.test(node.condition)}?${this.expression(node.body)}:${this.expression(node.orElse)})`
      case 'UnaryExpression':
        if (node.operator === 'not') return `!${this.test(node.operand)}`
        return this.at(node, `$.unary(${JSON.stringify(node.operator)},${this.expression(node.operand)})`)
      case 'BinaryExpression':
        return this.binary(node)
      case 'ComparisonExpression':
        return this.comparison(node)
      case 'AsExpression': {
        const value = this.expression(node.value)
        return this.at(node, `$.convert(${value},${this.type(node.type)})`)
      }
      case 'MissingExpression':
        return 'undefined'
    }
  }

  protected test(node: Expression): string {
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
        if (node.operator === 'and') return `(${this.test(node.left)}&&${this.test(node.right)})`
        if (node.operator === 'or') return `(${this.test(node.left)}||${this.test(node.right)})`
        break
      default:
    }
    return `$.isTruthy(${this.expression(node)})`
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
    return `(${['""', ...parts].join('+')})`
  }

  private selector(node: SelectorExpression): string {
    const name = JSON.stringify(node.name.name)
    if (node.value.kind === 'NameExpression') {
      const found = this.packageMember(node.value.name, node.name.name)
      if (found !== undefined) return this.at(node, found)
    }
    const value = this.expression(node.value)
    return this.at(node, `$.member${node.optional ? 'Optional' : ''}(m,link.members,${value},${name})`)
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
        const value = this.expression(callee.value)
        const { positional, keyword } = this.callParts(node.call)
        return this.at(
          node,
          `$.callMember${callee.optional ? 'Optional' : ''}(m,link.members,${value},${JSON.stringify(callee.name.name)},${positional},${keyword})`,
        )
      }
    }
    const value = this.expression(callee)
    const { positional, keyword } = this.callParts(node.call)
    return this.at(node, `$.callValue(${value},${positional},${keyword})`)
  }

  protected place(node: Range): string {
    return `{position:${this.positionOf(node)},offset:${node.start},message:''}`
  }

  private schemaExpression(node: SchemaExpression): string {
    const callee = this.expression(node.callee)
    const { positional, keyword } = this.callParts(node.call)
    const config = this.deferred(() => this.configCode(node))
    this.line = 0
    return this.at(node, `$.construct(m,${callee},${positional},${keyword},()=>${config},${this.place(node)})`)
  }

  protected configCode(node: SchemaExpression): string {
    return node.config.kind === 'ConfigExpression' ? this.config(node.config) : this.dictComprehension(node.config)
  }

  private list(node: ListExpression): string {
    if (node.items.every((item) => item.kind !== 'UnpackEntry' && item.kind !== 'IfItem')) {
      return `[${node.items.map((item) => this.at(item, this.expression(item as Expression))).join(',')}]`
    }
    const list = this.fresh()
    return `(()=>{const ${list}=[];${node.items.map((item) => this.listItem(item, list)).join('')}return ${list}})()`
  }

  private listItem(item: ListItem, list: string): string {
    switch (item.kind) {
      case 'UnpackEntry':
        return `for(const x of $.spread(${this.expression(item.value)}))${list}.push(x);`
      case 'IfItem': {
        const condition = this.test(item.condition)
        const branch = (items: readonly ListItem[]): string =>
          this.deferred(() => items.map((inner) => this.listItem(inner, list)).join(''))
        return `if(${condition}){${branch(item.body)}}else{${branch(item.orElse)}}`
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
    return this.within(scope, () => {
      const conditions = clause.conditions.map((condition) => `if(!${this.test(condition)})continue;`).join('')
      return `for(${head}){$.step(m);${conditions}${this.loops(rest, body)}}`
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
    }
    const head =
      names.length === 1
        ? `const ${names[0]} of $.iterate(${iterable})`
        : `const [${names.join(',')}] of $.iteratePairs(${iterable})`
    return { scope, head }
  }

  private listComprehension(node: ListComprehension): string {
    const list = this.fresh()
    const loops = this.deferred(() => this.loops(node.clauses, () => `${list}.push(${this.expression(node.element)});`))
    return `(()=>{const ${list}=[];${loops}return ${list}})()`
  }

  protected dictComprehension(node: DictComprehension): string {
    const dict = this.fresh()
    const entry = (): string => {
      if (!node.key) return `$.unpack(${dict},${this.expression(node.value)});`
      const operator = { ':': 'union', '=': 'override', '+=': 'insert' }[node.operator]
      const key = this.expression(node.key)
      return `$.putLoosely(${dict},${key},${this.expression(node.value)},'${operator}');`
    }
    const loops = this.deferred(() => this.loops(node.clauses, entry))
    return `(()=>{const ${dict}=new $.Dict();${loops}return ${dict}})()`
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
    }
    const pairs = String(names.length > 1)
    return this.deferred(() =>
      this.within(scope, () => {
        const condition = node.condition ? this.test(node.condition) : undefined
        const parameters = `(${names.join(',')})`
        switch (node.quantifier) {
          case 'all':
            return `$.all(${iterable},${parameters}=>${condition ? `!${condition}||` : ''}${this.test(node.test)},${pairs})`
          case 'any':
            return `$.any(${iterable},${parameters}=>${condition ? `${condition}&&` : ''}${this.test(node.test)},${pairs})`
          case 'filter':
            return `$.filterItems(${iterable},${parameters}=>${condition ? `${condition}&&` : ''}${this.test(node.test)},${pairs})`
          case 'map':
            return `$.mapItems(${iterable},${parameters}=>${this.expression(node.test)},${pairs})`
        }
      }),
    )
  }

  private binary(node: BinaryExpression): string {
    if (node.operator === 'and' || node.operator === 'or') {
      const temporary = this.fresh()
      const left = this.expression(node.left)
      const right = this.deferred(() => this.expression(node.right))
      const picked = node.operator === 'and' ? `${right}:${temporary}` : `${temporary}:${right}`
      return `((${temporary})=>$.isTruthy(${temporary})?${picked})(${left})`
    }
    const left = this.expression(node.left)
    const right = this.expression(node.right)
    const code = node.operator === '+' ? `$.add(${left},${right})` : `$.arithmetic('${node.operator}',${left},${right})`
    return this.at(node, code)
  }

  private comparison(node: ComparisonExpression): string {
    if (node.operators.length === 1)
      return this.compare(
        node.operators[0] ?? '==',
        this.expression(node.left),
        this.expression(node.operands[0] as Expression),
      )
    const temporaries: string[] = []
    const values = [node.left, ...node.operands].map((operand) => this.expression(operand))
    for (let index = 0; index < values.length; index++) temporaries.push(this.fresh())
    const tests = node.operators.map((operator, index) =>
      this.compare(operator, temporaries[index] ?? '', temporaries[index + 1] ?? ''),
    )
    return `((${temporaries.join(',')})=>${tests.join('&&')})(${values.join(',')})`
  }

  private compare(operator: string, left: string, right: string): string {
    switch (operator) {
      case '==':
        return `$.equals(${left},${right})`
      case '!=':
        return `!$.equals(${left},${right})`
      case 'in':
        return `$.contains(${right},${left})`
      case 'not in':
        return `!$.contains(${right},${left})`
      case 'is':
        return `$.isIdentical(${left},${right})`
      case 'is not':
        return `!$.isIdentical(${left},${right})`
      default:
        return `$.compare('${operator}',${left},${right})`
    }
  }
}

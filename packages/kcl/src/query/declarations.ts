/** What the sources declare: variables, schemas and imports. */
import type {
  CheckExpression,
  Decorator,
  Expression,
  Range,
  SchemaAttribute,
  SchemaMember,
  SchemaStatement,
  Statement,
} from '../syntax/nodes.ts'
import { documentation } from './docstring.ts'
import type { CheckItem, ImportItem, Place, QueryFile, SchemaItem, VariableItem } from './items.ts'

export function placeOf({ path, parsed }: QueryFile, at: Range): Place {
  const { line, column } = parsed.lines.position(at.start)
  return { file: path, line, column }
}

function textOf({ text }: QueryFile, at: Range): string {
  return text.slice(at.start, at.end)
}

export function variablesOf(file: QueryFile): readonly VariableItem[] {
  const found: VariableItem[] = []
  const visit = (body: readonly (Statement | SchemaMember)[], conditional: boolean): void => {
    for (const node of body) {
      if (node.kind === 'IfStatement') {
        visit(node.body, true)
        visit(node.orElse, true)
      } else if (node.kind === 'UnificationStatement') add(node, node.target, ':', node.value, conditional)
      else if (node.kind === 'AugmentedAssignStatement') add(node, node.target, node.operator, node.value, conditional)
      else if (node.kind === 'AssignStatement') {
        node.targets.forEach((target, index) => {
          add(node, target, '=', node.value, conditional, index === 0 ? node.type : undefined)
        })
      }
    }
  }
  const add = (
    node: Range,
    target: Range,
    operator: string,
    value: Expression,
    conditional: boolean,
    type?: Range,
  ): void => {
    const name = textOf(file, target).replace(/^\$/, '')
    const typeText = type ? textOf(file, type) : null
    found.push({ name, type: typeText, operator, value: textOf(file, value), conditional, ...placeOf(file, node) })
  }
  visit(file.parsed.tree.body, false)
  return found
}

export function importsOf(file: QueryFile): readonly ImportItem[] {
  return file.parsed.tree.body.flatMap((node) => {
    if (node.kind !== 'ImportStatement') return []
    const path = '.'.repeat(node.dots) + node.path.map(({ name }) => name).join('.')
    const name = node.alias?.name ?? node.path.at(-1)?.name ?? ''
    return [{ path, name, alias: node.alias?.name ?? null, ...placeOf(file, node) }]
  })
}

export function schemasOf(file: QueryFile): readonly SchemaItem[] {
  return file.parsed.tree.body.flatMap((node) => (node.kind === 'SchemaStatement' ? [schemaItem(file, node)] : []))
}

function schemaItem(file: QueryFile, node: SchemaStatement): SchemaItem {
  const doc = documentation(node.docstring?.value ?? '')
  const text = (at: Range | undefined): string | null => (at ? textOf(file, at) : null)
  return {
    name: node.name.name,
    kind: node.keyword,
    base: text(node.base),
    protocol: text(node.protocol),
    parameters: text(node.parameters),
    mixins: node.mixins.map((mixin) => textOf(file, mixin)),
    decorators: decoratorTexts(file, node.decorators),
    doc: doc.summary,
    attributes: attributesIn(node.body).map((attribute) => ({
      name: attribute.name.name,
      type: textOf(file, attribute.type),
      optional: attribute.optional,
      operator: attribute.operator ?? null,
      default: text(attribute.value),
      doc: doc.attributes.get(attribute.name.name) ?? null,
      decorators: decoratorTexts(file, attribute.decorators),
      line: placeOf(file, attribute).line,
    })),
    indexSignature: text(node.indexSignature),
    checks: node.checks.map((check) => checkItem(file, check)),
    ...placeOf(file, node),
  }
}

function attributesIn(body: readonly (Statement | SchemaMember)[]): readonly SchemaAttribute[] {
  return body.flatMap((member) => {
    if (member.kind === 'IfStatement') return attributesIn([...member.body, ...member.orElse])
    return member.kind === 'SchemaAttribute' ? [member] : []
  })
}

function decoratorTexts(file: QueryFile, decorators: readonly Decorator[]): readonly string[] {
  return decorators.map((decorator) => textOf(file, decorator).replace(/^@/, ''))
}

function checkItem(file: QueryFile, { test, condition, message, ...at }: CheckExpression): CheckItem {
  return {
    test: textOf(file, test),
    condition: condition ? textOf(file, condition) : null,
    message: message ? textOf(file, message) : null,
    line: placeOf(file, at).line,
  }
}

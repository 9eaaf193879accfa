/** From an edit to the changes of the text that it needs. */
import { hasSpellings, renameChanges } from './rename.ts'
import type { LineMap } from '../syntax/index.ts'
import type { ConfigExpression, Expression, ListItem, Module, Range } from '../syntax/nodes.ts'
import type { Token } from '../syntax/tokens.ts'
import { pathText, type PathStep, type ValuePath } from '../syntax/value-path.ts'
import { keySteps } from '../syntax/written-path.ts'
import type { Edit } from './index.ts'
import { insertion, memberInsertion, statementInsertion } from './insert.ts'
import { Layout, type TextChange } from './layout.ts'
import { keyText, variableText } from './names.ts'
import { findPlaces, isShort, type Found, type Host, type Place } from './places.ts'
import { done, problem, refused, type Result } from './problems.ts'
import { removal } from './remove.ts'
import { fitted, operand, partOf, readValue, type Value } from './value-text.ts'

export interface Plan {
  readonly changes: readonly TextChange[]
  /** What is left to do on the changed text. */
  readonly more: readonly Edit[]
}

export interface Source {
  readonly source: string
  readonly file: string
  readonly tree: Module
  readonly tokens: readonly Token[]
  readonly lines: LineMap
}

type Writing = Extract<Edit, { readonly kind: 'set' | 'union' | 'append' }>

export function planEdit(given: Source, edit: Edit, path: ValuePath, everywhere: boolean): Result<Plan> {
  const found = findPlaces(given.tree, path)
  const editor = new Editor(given, path, found)
  const never = found.obstacles.find(({ depth }) => depth === Infinity)
  if (never) return editor.notEditable(never.at, never.reason)
  switch (edit.kind) {
    case 'delete':
      return editor.delete(edit)
    case 'rename':
      return editor.rename(edit.name)
    case 'set':
    case 'union':
    case 'append':
      return everywhere ? editor.writeEverywhere(edit) : editor.write(edit)
  }
}

class Editor {
  readonly #given: Source
  readonly #path: ValuePath
  readonly #text: string
  readonly #found: Found
  readonly #layout: Layout

  constructor(given: Source, path: ValuePath, found: Found) {
    this.#given = given
    this.#path = path
    this.#text = pathText(path)
    this.#found = found
    this.#layout = new Layout(given.source)
  }

  /** One place at a time, the last one first: each removal may change what holds the others. */
  delete(edit: Edit): Result<Plan> {
    const { places } = this.#found
    const last = places.at(-1)
    if (!last) return this.#unknown()
    const more = places.length > 1 ? [edit] : []
    return done({ changes: [removal(this.#layout, last.node, last.container)], more })
  }

  rename(name: string): Result<Plan> {
    const { places } = this.#found
    if (places.length === 0) return this.#unknown()
    const step = this.#path.steps.at(-1)
    if (step?.kind === 'index') return this.#misnamed(name, 'items of lists have no names')
    const { tree } = this.#given
    if (hasSpellings(tree, this.#path, name)) return this.#misnamed(name, 'the name is taken')
    const changes = renameChanges(this.#given.source, places, name)
    return changes ? done({ changes, more: [] }) : this.#misnamed(name, 'it is no name')
  }

  write(edit: Writing): Result<Plan> {
    const value = readValue(edit.value)
    if (!value.ok) return value
    const whole = this.#found.places.filter((place) => place.isWhole)
    const partial = this.#found.places.filter((place) => !place.isWhole)
    if (partial.length > 0 && (edit.kind !== 'union' || whole.length > 1)) {
      const inner = partial.map(({ node, keyEnd }) => this.#given.source.slice(node.start, keyEnd))
      return refused(problem('KED05', { path: this.#text, inner }, this.#span(partial[0]?.node)))
    }
    const [place, ...others] = whole
    if (others.length > 0) return this.#ambiguous(whole.map(({ node }) => node))
    return place ? this.#change(edit, place, value.value) : this.#insert(edit, value.value)
  }

  /** What is spread over several keys is removed before it is set. */
  writeEverywhere(edit: Writing): Result<Plan> {
    const value = readValue(edit.value)
    if (!value.ok) return value
    const { places } = this.#found
    if (places.length === 0) return this.#insert(edit, value.value)
    if (places.some((place) => !place.isWhole)) {
      if (edit.kind === 'set') return done({ changes: [], more: [{ kind: 'delete', path: edit.path }, edit] })
      const { expression } = value.value
      const more = expression.kind === 'ConfigExpression' ? this.#innerEdits(value.value, expression) : undefined
      return more ? done({ changes: [], more }) : this.#insert(edit, value.value)
    }
    const changes: TextChange[] = []
    for (const place of places) {
      const planned = this.#change(edit, place, value.value)
      // The edits of entries find all of their places themselves.
      if (!planned.ok || planned.value.more.length > 0) return planned
      changes.push(...planned.value.changes)
    }
    return done({ changes, more: [] })
  }

  #change(edit: Writing, place: Place, value: Value): Result<Plan> {
    if (place.kind === 'schema') return this.notEditable(place.node, 'it is a schema; name one of its attributes')
    switch (edit.kind) {
      case 'set':
        return this.#replace(place, value.text, value.expression, edit.kind)
      case 'union':
        return this.#unite(place, value)
      case 'append':
        return this.#append(place, value)
    }
  }

  #replace(place: Place, text: string, value: Expression, kind: 'set' | 'union'): Result<Plan> {
    const { node, keyEnd } = place
    const own = this.#fit(text, place.value?.start ?? node.start)
    if (!place.value || isShort(place)) {
      return done({ changes: [{ start: keyEnd, end: keyEnd, text: ` = ${own}` }], more: [] })
    }
    const changes: TextChange[] = [{ start: place.value.start, end: place.value.end, text: own }]
    const operator = place.operator ?? ''
    const start = this.#given.source.indexOf(operator, keyEnd)
    if (place.kind === 'unification' && value.kind !== 'SchemaExpression') {
      changes.push({ start: keyEnd, end: place.value.start, text: ' = ' })
    } else if (operator.length > 1) {
      changes.push({
        start,
        end: start + operator.length,
        text: kind === 'union' && place.kind === 'entry' ? ':' : '=',
      })
    }
    return done({ changes, more: [] })
  }

  #unite(place: Place, value: Value): Result<Plan> {
    const old = place.value
    const literal = old && configOf(old)
    const given = configOf(value.expression)
    const isSameKind =
      value.expression.kind === 'ConfigExpression' || headOf(value) === (old ? this.#headAt(old) : undefined)
    const inner = given && literal && isSameKind ? this.#innerEdits(value, given) : undefined
    if (inner) return done({ changes: [], more: inner })
    switch (old?.kind) {
      case undefined:
      case 'NumberLiteral':
      case 'StringLiteral':
      case 'InterpolatedString':
      case 'NameConstant':
      case 'ListExpression':
        return this.#replace(place, value.text, value.expression, 'union')
      default:
        return this.#combine(place, old as Expression, '|', value)
    }
  }

  /** Each entry of the given literal is an edit of its own. */
  #innerEdits(value: Value, config: ConfigExpression): readonly Edit[] | undefined {
    const edits: Edit[] = []
    for (const entry of config.entries) {
      const steps = entry.kind === 'KeyValueEntry' ? keySteps(entry.key) : undefined
      if (entry.kind !== 'KeyValueEntry' || !steps) return undefined
      const path = pathText({ ...this.#path, steps: [...this.#path.steps, ...steps.map(({ step }) => step)] })
      const kind = entry.operator === '=' ? 'set' : entry.operator === ':' ? 'union' : 'append'
      edits.push({ kind, path, value: partOf(value, entry.value) })
    }
    return edits
  }

  #append(place: Place, value: Value): Result<Plan> {
    const old = place.value
    if (!old) return this.#replace(place, value.text, value.expression, 'set')
    const isNoList = (other: Expression): boolean =>
      /^(?:NumberLiteral|StringLiteral|InterpolatedString|NameConstant|ConfigExpression|SchemaExpression)$/.test(
        other.kind,
      )
    if (isNoList(value.expression)) {
      return refused(problem('KED02', { value: value.text, reason: '+= takes a list, as in [value]' }))
    }
    if (isNoList(old)) return this.notEditable(old, 'its value is no list')
    if (old.kind !== 'ListExpression') return this.#combine(place, old, '+', value)
    const texts =
      value.expression.kind === 'ListExpression'
        ? value.expression.items.map((item: ListItem) => partOf(value, item))
        : [`*${operand(value.expression, value.text)}`]
    if (texts.length === 0) return done({ changes: [], more: [] })
    return done({ changes: [insertion(this.#layout, old, old.items, texts)], more: [] })
  }

  #combine(place: Place, old: Expression, operator: '|' | '+', value: Value): Result<Plan> {
    const before = this.#given.source.slice(old.start, old.end)
    const isSameChain = old.kind === 'BinaryExpression' && old.operator === operator
    const [open, close] = isSameChain || operand(old, before) === before ? ['', ''] : ['(', ')']
    const added = this.#fit(operand(value.expression, value.text), place.node.start)
    const changes = [
      { start: old.start, end: old.start, text: isShort(place) ? `${before} = ${open}` : open },
      { start: old.end, end: old.end, text: `${close} ${operator} ${added}` },
    ]
    return done({ changes, more: [] })
  }

  #insert(edit: Writing, value: Value): Result<Plan> {
    const { hosts, obstacles } = this.#found
    const reached = Math.max(0, ...hosts.map(({ depth }) => depth))
    const obstacle = obstacles.find(({ depth }) => depth > reached || hosts.length === 0)
    if (obstacle) return this.notEditable(obstacle.at, obstacle.reason)
    const deepest = hosts.filter(({ depth }) => depth === reached)
    const sure = deepest.filter(({ isConditional }) => !isConditional)
    if (sure.length === 0 && deepest.length > 1) return this.#ambiguous(deepest.map((host) => rangeOf(host)))
    const host = sure.at(-1) ?? deepest[0]
    const steps: readonly PathStep[] = [{ kind: 'name', name: this.#path.head }, ...this.#path.steps]
    const rest = steps.slice(host?.depth ?? 0)
    const names = rest.flatMap((step) => (step.kind === 'name' ? [step.name] : []))
    if (names.length < rest.length) return this.#unknown()
    return host ? this.#insertInto(host, names, edit, value) : this.#newStatement(names, edit, value)
  }

  #insertInto(host: Host, names: readonly string[], edit: Writing, value: Value): Result<Plan> {
    const operator = edit.kind === 'set' ? '=' : edit.kind === 'union' ? ':' : '+='
    switch (host.kind) {
      case 'config': {
        const { config } = host
        const [first = ''] = names
        const isDotted = config.entries.some((entry) => {
          if (entry.kind !== 'KeyValueEntry') return false
          const steps = keySteps(entry.key)
          return steps !== undefined && steps.length > 1 && isNamed(steps[0]?.step, first)
        })
        const key = isDotted ? names.map((name) => keyText(name)).join('.') : undefined
        const text = key === undefined ? nested(names, operator, value.text) : assigned(key, operator, value.text)
        return done({ changes: [insertion(this.#layout, config, config.entries, [text])], more: [] })
      }
      case 'schema': {
        const [name = '', ...inner] = names
        const own = variableText(name)
        const text = inner.length === 0 ? value.text : `{${nested(inner, operator, value.text)}}`
        const change =
          own === undefined
            ? undefined
            : memberInsertion(this.#layout, this.#given.tokens, host.schema, `${own} = ${text}`)
        if (!change) return this.notEditable(host.schema, 'the schema has no lines to add an attribute to')
        return done({ changes: [change], more: [] })
      }
      case 'default': {
        const at = host.attribute.type.end
        const text = this.#fit(`{${nested(names, operator, value.text)}}`, at)
        return done({ changes: [{ start: at, end: at, text: ` = ${text}` }], more: [] })
      }
    }
  }

  #newStatement([head = '', ...inner]: readonly string[], edit: Writing, value: Value): Result<Plan> {
    const name = variableText(head) ?? head
    const operator = edit.kind === 'set' ? '=' : edit.kind === 'union' ? ':' : '+='
    const isUnion = inner.length === 0 && edit.kind === 'union' && value.expression.kind === 'SchemaExpression'
    const text = inner.length === 0 ? value.text : `{${nested(inner, operator, value.text)}}`
    const change = statementInsertion(this.#layout, `${name}${isUnion ? ':' : ' ='} ${text}`)
    return done({ changes: [change], more: [] })
  }

  notEditable(at: Range, reason: string): Result<Plan> {
    return refused(problem('KED06', { path: this.#text, reason }, this.#span(at)))
  }

  #ambiguous(places: readonly Range[]): Result<Plan> {
    const lines = places.map(({ start }) => this.#given.lines.lineOf(start))
    return refused(problem('KED04', { path: this.#text, lines }, this.#span(places[0])))
  }

  #unknown(): Result<Plan> {
    const { tree } = this.#given
    const { hosts } = this.#found
    const deepest = hosts.toSorted((left, right) => left.depth - right.depth).at(-1)
    const known = deepest ? namesIn(deepest) : variableNames(tree)
    return refused(problem('KED03', { path: this.#text, known: known.slice(0, 20) }))
  }

  #misnamed(name: string, reason: string): Result<Plan> {
    return refused(problem('KED07', { path: this.#text, name, reason }))
  }

  #fit(text: string, near: number): string {
    const { unit } = this.#layout
    return fitted(text, { indentation: this.#layout.indentation(near), unit, lineEnd: this.#layout.lineEnd(near) })
  }

  #headAt(old: Expression): string | undefined {
    return old.kind === 'SchemaExpression' ? this.#given.source.slice(old.start, old.config.start).trim() : undefined
  }

  #span(at: Range | undefined) {
    return at ? this.#given.lines.span(this.#given.file, at) : undefined
  }
}

function configOf(value: Expression): ConfigExpression | undefined {
  if (value.kind === 'ConfigExpression') return value
  return value.kind === 'SchemaExpression' && value.config.kind === 'ConfigExpression' ? value.config : undefined
}

function headOf(value: Value): string | undefined {
  const { expression } = value
  if (expression.kind !== 'SchemaExpression') return undefined
  return partOf(value, { start: expression.start, end: expression.config.start }).trim()
}

function assigned(key: string, operator: string, value: string): string {
  return operator === ':' ? `${key}: ${value}` : `${key} ${operator} ${value}`
}

function nested(names: readonly string[], operator: string, value: string): string {
  const keys = names.map((name) => keyText(name))
  const inner = assigned(keys.at(-1) ?? '', operator, value)
  return keys.slice(0, -1).reduceRight((text, key) => `${key}: {${text}}`, inner)
}

function rangeOf(host: Host): Range {
  return host.kind === 'config' ? host.config : host.kind === 'schema' ? host.schema : host.attribute
}

function isNamed(step: PathStep | undefined, name: string): boolean {
  return step?.kind === 'name' && step.name === name
}

function namesIn(host: Host): readonly string[] {
  if (host.kind === 'schema') {
    return host.schema.body.flatMap((member) => (member.kind === 'SchemaAttribute' ? [member.name.name] : []))
  }
  if (host.kind === 'default') return []
  return host.config.entries.flatMap((entry) => {
    const step = entry.kind === 'KeyValueEntry' ? keySteps(entry.key)?.[0]?.step : undefined
    return step?.kind === 'name' ? [step.name] : []
  })
}

function variableNames(tree: Module): readonly string[] {
  return tree.body.flatMap((statement) => {
    if (statement.kind === 'AssignStatement') return statement.targets.map(({ name }) => name.name)
    if (statement.kind === 'UnificationStatement') return [statement.target.name]
    return statement.kind === 'SchemaStatement' ? [statement.name.name] : []
  })
}

/** Reads YAML with places: what is wrong names file and line. */
import type { Diagnostic, Span } from '@kusion/diagnostics'
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { JsonObject } from './json.ts'

const TITLES = {
  'KUS-1001': 'InvalidYaml',
  'KUS-1002': 'InvalidField',
  'KUS-1003': 'UnknownField',
  'KUS-1004': 'InvalidName',
  'KUS-1005': 'MismatchedId',
  'KUS-1006': 'DuplicateId',
  'KUS-1007': 'UnknownDependency',
  'KUS-1008': 'DependencyCycle',
  'KUS-1009': 'NeededByOthers',
} as const
export type SpecCode = keyof typeof TITLES

export function specDiagnostic(code: SpecCode, message: string, at?: Span, next?: string): Diagnostic {
  return {
    code,
    title: TITLES[code],
    severity: 'error',
    message,
    labels: at ? [{ at, message }] : [],
    notes: [],
    suggestions: next === undefined ? [] : [next],
  }
}

/** A YAML file of ours while it is being read. */
export class YamlFile {
  readonly diagnostics: Diagnostic[] = []
  readonly #file: string
  readonly #lines = new LineCounter()
  readonly #document: Document

  constructor(text: string, file: string) {
    this.#file = file
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    for (const error of this.#document.errors) {
      this.diagnostics.push(specDiagnostic('KUS-1001', error.message, this.#span(error.pos[0], error.pos[1])))
    }
  }

  get value(): unknown {
    return this.diagnostics.length > 0 ? undefined : this.#document.toJS()
  }

  #span(start: number, end: number): Span {
    const from = this.#lines.linePos(start)
    const to = this.#lines.linePos(end)
    return { file: this.#file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col }
  }

  /** Where the value at a path stands; its parent's place where it is missing. */
  at(path: readonly (string | number)[]): Span {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined
      const range = (isScalar(node) || isMap(node) || node) && (node as Node | undefined)?.range
      if (range) return this.#span(range[0], range[1])
    }
    return this.#span(0, 0)
  }

  report(code: SpecCode, path: readonly (string | number)[], message: string, next?: string): void {
    this.diagnostics.push(specDiagnostic(code, message, this.at(path), next))
  }

  /** The object at the top; an empty one, reported, where something else stands. */
  top(what: string): JsonObject {
    const { value } = this
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
    if (this.diagnostics.length === 0)
      this.report('KUS-1002', [], `${what} is a map, not ${value === null ? 'empty' : typeof value}`)
    return {}
  }

  knownFields(object: JsonObject, known: readonly string[], path: readonly (string | number)[]): void {
    for (const key of Object.keys(object)) {
      if (known.includes(key)) continue
      this.report('KUS-1003', [...path, key], `there is no field '${key}' here`, `the fields are ${known.join(', ')}`)
    }
  }
}

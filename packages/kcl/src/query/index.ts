/** Questions about sources, answered from what is written: nothing is evaluated. */
import type { Diagnostic } from '@kusion/diagnostics'
import { parse } from '../syntax/index.ts'
import { importsOf, schemasOf, variablesOf } from './declarations.ts'
import { instancesOf, overridesOf } from './instances.ts'
import type {
  ImportItem,
  InstanceItem,
  OverrideItem,
  QueryFile,
  ReferenceItem,
  SchemaItem,
  VariableItem,
} from './items.ts'
import { referencesOf } from './references.ts'

interface Answers {
  readonly variables: VariableItem
  readonly schemas: SchemaItem
  readonly instances: InstanceItem
  readonly overrides: OverrideItem
  readonly imports: ImportItem
  readonly references: ReferenceItem
}

export type Question = keyof Answers
export type Answer = { [Q in Question]: { readonly question: Q; readonly items: readonly Answers[Q][] } }[Question]

export type Queried =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** The files are those of one package. `name` leaves the items of that name, that path or that schema. */
export function querySources(
  sources: readonly { readonly path: string; readonly text: string }[],
  question: Question,
  name?: string,
): Queried {
  const files = sources.map(({ path, text }): QueryFile => ({ path, text, parsed: parse(text, path) }))
  const diagnostics = files.flatMap(({ parsed }) => parsed.diagnostics)
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  return { ok: true, answer: answerTo(files, question, name) }
}

function answerTo(files: readonly QueryFile[], question: Question, name: string | undefined): Answer {
  const isNamed = (own: string): boolean => name === undefined || own === name
  switch (question) {
    case 'variables':
      return { question, items: files.flatMap(variablesOf).filter((item) => isNamed(item.name)) }
    case 'schemas':
      return { question, items: files.flatMap(schemasOf).filter((item) => isNamed(item.name)) }
    case 'imports':
      return { question, items: files.flatMap(importsOf).filter((item) => isNamed(item.path) || isNamed(item.name)) }
    case 'overrides': {
      const items = files.flatMap(overridesOf)
      return { question, items: items.filter(({ path }) => isNamed(path) || startsWithPath(path, name)) }
    }
    case 'instances': {
      const variables = new Set(files.flatMap(variablesOf).map((item) => item.name))
      const items = files.flatMap((file) => instancesOf(file, variables))
      return { question, items: items.filter(({ schema }) => isNamed(schema) || schema.endsWith(`.${name}`)) }
    }
    case 'references':
      return { question, items: referencesOf(files, name ?? '') }
  }
}

function startsWithPath(path: string, start: string | undefined): boolean {
  return start !== undefined && path.startsWith(start) && /^[.[]/.test(path.slice(start.length))
}

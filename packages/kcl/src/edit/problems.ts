/** Why an edit is refused. */
import { code, defineCodes, type Diagnostic } from '@kusion/diagnostics'

interface AtPath {
  readonly path: string
}

export const problem = defineCodes({
  KED01: code<AtPath>({
    title: 'InvalidPath',
    message: ({ path }) => `'${path}' is no path: write name.attribute, name['key'] or name.list[0]`,
  }),
  KED02: code<{ readonly value: string; readonly reason: string }>({
    title: 'InvalidValue',
    message: ({ value, reason }) => `'${value}' is no KCL expression: ${reason}`,
    suggestions: () => ['text stands in quotes, as in path="text"'],
  }),
  KED03: code<AtPath & { readonly known: readonly string[] }>({
    title: 'UnknownPath',
    message: ({ path }) => `there is no ${path} in this file`,
    suggestions: ({ known }) => (known.length > 0 ? [`what is there: ${known.join(', ')}`] : []),
  }),
  KED04: code<AtPath & { readonly lines: readonly number[] }>({
    title: 'AmbiguousPath',
    message: ({ path, lines }) => `${path} is ambiguous: it is written on the lines ${lines.join(', ')}`,
    suggestions: () => ['edit the source by hand, or delete the path first: that removes all of its places'],
  }),
  KED05: code<AtPath & { readonly inner: readonly string[] }>({
    title: 'SpreadPath',
    message: ({ path, inner }) => `${path} has no value of its own: it is spread over ${inner.join(', ')}`,
    suggestions: () => ['change these, or delete the path first'],
  }),
  KED06: code<AtPath & { readonly reason: string }>({
    title: 'NotEditable',
    message: ({ path, reason }) => `${path} cannot be edited: ${reason}`,
  }),
  KED07: code<AtPath & { readonly name: string; readonly reason: string }>({
    title: 'InvalidName',
    message: ({ path, name, reason }) => `${path} cannot be renamed to '${name}': ${reason}`,
  }),
  KED08: code<AtPath & { readonly reason: string }>({
    title: 'BrokenResult',
    message: ({ path, reason }) => `the edit of ${path} would break the syntax of the file: ${reason}`,
  }),
})

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export function done<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refused(...diagnostics: readonly Diagnostic[]): {
  readonly ok: false
  readonly diagnostics: readonly Diagnostic[]
} {
  return { ok: false, diagnostics }
}

/** Which files and settings make up a stack's program, and what its result is. */
import { hasErrors, type Diagnostic } from '@kusion/diagnostics'
import { toPlain, type Host, type ProgramDocuments, type RunOptions, type RunResult } from '@kusion/kcl'
import { resourcesFrom, specDiagnostic, type JsonObject, type JsonValue, type Resource } from '@kusion/spec'
import { isObject } from '../kubernetes.ts'

export type StackProgram =
  /** AppConfigurations by application. */
  | { readonly kind: 'applications'; readonly apps: Readonly<Record<string, JsonObject>> }
  /** The program rendered the resources itself. */
  | { readonly kind: 'resources'; readonly resources: readonly Resource[] }

export interface CompiledStack {
  readonly program: StackProgram | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** What is wrong before the program is read. */
  readonly failure: string | undefined
}

/** How the documents of a stack are made plain. */
export const STACK_OUTPUT = { disableNone: true, includeSchemaTypePath: true }

/**
 * A stack with a kcl.yaml is compiled as that says (with `ci-test/settings.yaml` over it where there is one); any other
 * is compiled from all its files.
 */
export function stackRunOptions(host: Host, folder: string, options: readonly string[]): RunOptions {
  const settings = ['kcl.yaml', 'ci-test/settings.yaml'].filter(
    (file) => host.readFile?.(`${folder}/${file}`) !== undefined,
  )
  const entries = settings.includes('kcl.yaml') ? { settings } : { entries: [folder] }
  return { ...entries, arguments: options, ...STACK_OUTPUT }
}

export function documentsOf({ ok, values, diagnostics, failure }: RunResult): ProgramDocuments {
  return { ok, documents: values.map((value) => toPlain(value, STACK_OUTPUT)), diagnostics, failure }
}

export function readStackProgram(folder: string, result: ProgramDocuments): CompiledStack {
  if (!result.ok) return { program: undefined, diagnostics: result.diagnostics, failure: result.failure }
  const documents = result.documents as readonly JsonValue[]
  const [first] = documents
  if (
    documents.some(
      (document) => isObject(document) && typeof document['id'] === 'string' && isObject(document['attributes']),
    )
  ) {
    const { value, diagnostics } = resourcesFrom(documents.map(withoutTypes), folder)
    return {
      program: hasErrors(diagnostics) ? undefined : { kind: 'resources', resources: value },
      diagnostics: [...result.diagnostics, ...diagnostics],
      failure: undefined,
    }
  }
  const apps: Record<string, JsonObject> = {}
  const problems: Diagnostic[] = []
  for (const [name, value] of Object.entries(isObject(first) ? first : {})) {
    if (isObject(value) && String(value['_type'] ?? '').endsWith('.AppConfiguration')) apps[name] = value
    else {
      problems.push(
        specDiagnostic(
          'KUS-1002',
          `'${name}' in ${folder} is no AppConfiguration, and the program renders no resources`,
          undefined,
          `make it an instance of kam.v1.app_configuration.AppConfiguration, or a private variable: _${name}`,
        ),
      )
    }
  }
  return {
    program: problems.length > 0 ? undefined : { kind: 'applications', apps },
    diagnostics: [...result.diagnostics, ...problems],
    failure: undefined,
  }
}

/** `_type` is for finding modules; objects that are sent to a cluster have none. */
function withoutTypes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withoutTypes)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '_type')
      .map(([key, item]) => [key, withoutTypes(item)]),
  )
}

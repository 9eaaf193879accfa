/** Registries of codes: what a code is called, how bad it is and what it says are written down once. */
import type { Diagnostic, Label, Severity, Span } from './diagnostic.ts'

export interface CodeDefinition<P> {
  readonly title: string
  readonly severity?: Severity
  readonly message: (parameters: P) => string
  readonly notes?: (parameters: P) => readonly string[]
  readonly suggestions?: (parameters: P) => readonly string[]
}

/** Makes diagnostics of one registry: an unknown code or a missing parameter does not compile. */
export type DiagnosticBuilder<R> = <C extends keyof R & string>(
  code: C,
  parameters: R[C] extends CodeDefinition<infer P> ? P : never,
  at?: Span,
  more?: readonly Label[],
) => Diagnostic

/** Gives a message function the type of its parameters. */
export function code<P>(definition: CodeDefinition<P>): CodeDefinition<P> {
  return definition
}

export function defineCodes<R extends Readonly<Record<string, CodeDefinition<never>>>>(
  registry: R,
): DiagnosticBuilder<R> {
  return (name, parameters, at, more = []) => {
    const definition = registry[name] as CodeDefinition<unknown>
    const message = definition.message(parameters)
    return {
      code: name,
      title: definition.title,
      severity: definition.severity ?? 'error',
      message,
      labels: at ? [{ at, message }, ...more] : more,
      notes: definition.notes?.(parameters) ?? [],
      suggestions: definition.suggestions?.(parameters) ?? [],
    }
  }
}

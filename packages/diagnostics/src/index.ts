export { hasErrors, invariant, InvariantError, unreachable } from './diagnostic.ts'
export type { Checked, Diagnostic, Label, Severity, Span } from './diagnostic.ts'

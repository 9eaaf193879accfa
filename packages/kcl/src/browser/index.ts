/** The front door for pages and workers: the compiler, a host of in-memory files, and texts for diagnostics. */
export { renderShort, renderTerminal } from '@kusion/diagnostics'
export type { Diagnostic, Label, Severity, Span } from '@kusion/diagnostics'
export * from '../index.ts'
export { lex } from '../syntax/lexer.ts'
export { stringContent } from '../syntax/strings.ts'
export { createMemoryHost } from './memory-host.ts'

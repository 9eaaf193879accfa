import type { Diagnostic } from './diagnostic.ts'

/** One line for each finding: `file:line:column: error[CODE]: Title: message`. */
export function renderShort(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((diagnostic) => {
      const [label] = diagnostic.labels
      const place = label ? `${label.at.file}:${label.at.line}:${label.at.column}: ` : ''
      const message = diagnostic.message.replaceAll('\n', ' ')
      return `${place}${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.title}: ${message}\n`
    })
    .join('')
}

import type { Diagnostic } from './diagnostic.ts'

/** One line for each finding: `file:line:column: error[CODE]: Title: message`. */
export function renderShort(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((diagnostic) => {
      const [label] = diagnostic.labels
      const place = label ? `${label.at.file}:${label.at.line}:${label.at.column}: ` : ''
      const code = diagnostic.code === '' ? '' : `[${diagnostic.code}]`
      const title = diagnostic.title === '' ? '' : `${diagnostic.title}: `
      const message = diagnostic.message.replace(/\s*\n\s*/g, ' ')
      return `${place}${diagnostic.severity}${code}: ${title}${message}\n`
    })
    .join('')
}

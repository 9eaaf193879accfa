import type { Diagnostic } from './diagnostic.ts'

const SEVERITIES = { error: 'error', warning: 'warning', note: 'advice' } as const

/** One JSON object a line, with the fields of Arcanist's lint messages, which other collectors of lint read as well. */
export function renderArcanist(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${JSON.stringify(messageOf(diagnostic))}\n`).join('')
}

function messageOf(diagnostic: Diagnostic): object {
  const [label] = diagnostic.labels
  const fix = label?.fixes?.[0]
  const remarks = [
    ...(label?.notes ?? []),
    ...(label?.suggestions ?? []),
    ...diagnostic.notes,
    ...diagnostic.suggestions,
  ]
  return {
    path: label?.at.file ?? null,
    line: label?.at.line ?? null,
    char: label?.at.column ?? null,
    code: diagnostic.code === '' ? diagnostic.title : diagnostic.code,
    severity: SEVERITIES[diagnostic.severity],
    name: diagnostic.title,
    original: null,
    replacement: fix?.text ?? null,
    description: [diagnostic.message, ...remarks].join('\n'),
  }
}

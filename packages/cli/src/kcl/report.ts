/** What is wrong, in the format that was asked for. */
import { readFileSync } from 'node:fs'
import { renderArcanist, renderSarif, renderShort, renderTerminal, type Diagnostic } from '@kusion/diagnostics'
import type { ErrorFormat, RunArguments } from './arguments.ts'

export interface Findings {
  /** What is wrong before any program was read. */
  readonly failure: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** `descriptor` is where the text will go: on a terminal it is made for people. */
export function reportOf(
  { failure, diagnostics }: Findings,
  given: Pick<RunArguments, 'errorFormat' | 'color'>,
  sources: ReadonlyMap<string, string> | undefined,
  descriptor: 1 | 2,
): string {
  const terminal = process.getBuiltinModule('node:tty').isatty(descriptor)
  const format: ErrorFormat = given.errorFormat ?? (terminal ? 'pretty' : 'reference')
  if (failure !== undefined && (format === 'pretty' || format === 'reference')) return `EvaluationError\n${failure}\n`
  const all = failure === undefined ? diagnostics : [failureDiagnostic(failure), ...diagnostics]
  switch (format) {
    case 'short':
      return renderShort(all)
    case 'arcanist':
      return renderArcanist(all)
    case 'sarif':
      return renderSarif(all)
    case 'pretty':
    case 'reference': {
      const color = given.color ?? (terminal && (process.env['NO_COLOR'] ?? '') === '')
      const width = terminal ? (descriptor === 1 ? process.stdout : process.stderr).columns : undefined
      const options = { color, spans: format === 'pretty', width }
      return renderTerminal(all, (file) => sources?.get(file) ?? sourceOf(file), options)
    }
  }
}

function failureDiagnostic(message: string): Diagnostic {
  return { code: '', title: 'EvaluationError', severity: 'error', message, labels: [], notes: [], suggestions: [] }
}

function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Diagnostics as the end of a command. */
import { readFileSync } from 'node:fs'
import { renderTerminal, type Diagnostic } from '@kusion/diagnostics'
import { EXIT, type CommandContext } from './context.ts'

export class DiagnosticFailure extends Error {
  override readonly name = 'DiagnosticFailure'
  readonly diagnostics: readonly Diagnostic[]
  readonly exitCode: number = EXIT.failed
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.message ?? 'failed')
    this.diagnostics = diagnostics
  }
}

export function showDiagnostics(context: CommandContext, diagnostics: readonly Diagnostic[]): void {
  if (context.json) {
    for (const diagnostic of diagnostics) context.printError(JSON.stringify({ error: diagnostic }))
    return
  }
  const text = renderTerminal(diagnostics, sourceOf, { color: context.style.colored })
  context.printError(text.trimEnd())
}

function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

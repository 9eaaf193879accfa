/** SARIF 2.1.0, for code scanning services. */
import type { Diagnostic, Label } from './diagnostic.ts'

export function renderSarif(diagnostics: readonly Diagnostic[], tool = 'kcl'): string {
  const rules = new Map(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.title]))
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: tool, rules: [...rules].map(([id, name]) => ({ id, name })) } },
          columnKind: 'unicodeCodePoints',
          results: diagnostics.map(resultOf),
        },
      ],
    },
    undefined,
    2,
  )}\n`
}

function resultOf(diagnostic: Diagnostic): object {
  const [primary, ...related] = diagnostic.labels
  return {
    ruleId: diagnostic.code,
    level: diagnostic.severity,
    message: { text: [diagnostic.message, ...diagnostic.notes, ...diagnostic.suggestions].join('\n') },
    locations: primary ? [locationOf(primary)] : [],
    relatedLocations: related.map((label) => ({ ...locationOf(label), message: { text: label.message } })),
  }
}

function locationOf({ at, lineOnly }: Label): object {
  const region =
    lineOnly === true && at.endColumn <= at.column
      ? { startLine: at.line }
      : { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn }
  return { physicalLocation: { artifactLocation: { uri: encodeURI(at.file) }, region } }
}

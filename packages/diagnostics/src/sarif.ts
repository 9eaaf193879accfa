/** SARIF 2.1.0, for code scanning services. */
import type { Diagnostic, Fix, Label, Span } from './diagnostic.ts'

export interface SarifOptions {
  readonly tool?: string
  readonly version?: string
}

/** Where nothing is wrong the document says so: it has no results. */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  { tool = 'kcl', version = '0.1.0' }: SarifOptions = {},
): string {
  const rules = rulesOf(diagnostics)
  const indices = new Map(rules.map(({ id }, index) => [id, index]))
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: tool, version, rules } },
          columnKind: 'unicodeCodePoints',
          results: diagnostics.map((diagnostic) => resultOf(diagnostic, indices)),
        },
      ],
    },
    undefined,
    2,
  )}\n`
}

/** One code may stand for several kinds of errors: they are rules of their own, `E1001.NameError`. */
function rulesOf(diagnostics: readonly Diagnostic[]) {
  const rules = new Map(diagnostics.map((diagnostic) => [ruleOf(diagnostic), diagnostic]))
  return [...rules].map(([id, { title, severity }]) => ({
    id,
    name: title === '' ? id : title,
    shortDescription: { text: wordsOf(title === '' ? id : title) },
    defaultConfiguration: { level: severity },
  }))
}

function ruleOf({ code, title }: Diagnostic): string {
  return [code, title].filter((part) => part !== '').join('.') || 'failure'
}

/** `CannotFindModule`: "Cannot find module" */
function wordsOf(title: string): string {
  return title.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function resultOf(diagnostic: Diagnostic, indices: ReadonlyMap<string, number>): object {
  const [primary, ...related] = diagnostic.labels
  const rule = ruleOf(diagnostic)
  const fixes = diagnostic.labels.flatMap((label) => label.fixes ?? [])
  const remarks = primary ? [...(primary.notes ?? []), ...(primary.suggestions ?? [])] : []
  return {
    ruleId: rule,
    ruleIndex: indices.get(rule),
    level: diagnostic.severity,
    message: { text: [diagnostic.message, ...remarks, ...diagnostic.notes, ...diagnostic.suggestions].join('\n') },
    locations: primary ? [locationOf(primary)] : [],
    ...(related.length > 0 && {
      relatedLocations: related.map((label, id) => ({ id, ...locationOf(label), message: { text: label.message } })),
    }),
    ...(fixes.length > 0 && { fixes: fixes.map(fixOf) }),
  }
}

function locationOf({ at, lineOnly }: Label): object {
  const isLine = lineOnly === true && at.endLine === at.line && at.endColumn <= at.column
  return {
    physicalLocation: { artifactLocation: artifactOf(at), region: isLine ? { startLine: at.line } : regionOf(at) },
  }
}

function regionOf(at: Span): object {
  return { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn }
}

function fixOf({ description, at, text }: Fix): object {
  return {
    description: { text: description },
    artifactChanges: [
      {
        artifactLocation: artifactOf(at),
        replacements: [{ deletedRegion: regionOf(at), insertedContent: { text } }],
      },
    ],
  }
}

function artifactOf({ file }: Span): object {
  const path = file.split('/').map(encodeURIComponent).join('/')
  return { uri: file.startsWith('/') ? `file://${path}` : path }
}

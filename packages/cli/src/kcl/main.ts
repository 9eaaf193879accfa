/** The command `kcl`. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { hasErrors, renderSarif, renderShort, renderTerminal, type Diagnostic } from '@kusion/diagnostics'
import { run, show } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'
import { compileCache, compileCacheFolder } from '../compile-cache.ts'
import { builtinKclPackages } from '../kusion/kcl-packages.ts'
import { writeText } from './output.ts'
import { readArguments, type RunArguments } from './arguments.ts'
import { orSay } from './usage.ts'

const VERSION = '0.1.0'

const USAGE = `kcl: compile configurations to data

  kcl run [FILE|FOLDER|- …]    compile and print; \`kcl FILE\` is the same
  kcl fmt [FILE|FOLDER|FOLDER/...|-] [--dry-run]
                               lay sources out anew; --dry-run only names them and fails
  kcl edit FILE [--dry-run] -O path=value | --set path=value | --append path=[value] | --delete path | --rename path=name …
                               change a source at paths; all else stays byte for byte
  kcl query variables|schemas|instances|overrides|imports|references [NAME] [FILE|FOLDER …] [--format json|text]
                               what sources declare and assign, and where a name is used
  kcl clean                    remove what earlier runs kept of packages
  kcl version                  print the version

  -D key=value    an option of the program       -Y FILE   a settings file (kcl.yaml)
  -S path         print only a part              -O path=value   override before evaluation
  -E name=path    an external package            -o FILE   write the result to a file
  --format yaml|json|toml|xml                    --error-format pretty|reference|short|sarif
  --allow-path FOLDER   the program may use files there too; by default those of its root (kcl.mod), of the
                     folder it is run in and of its packages; / is everything (repeatable)
  -n  leave None out    -k  sort keys    -H  show hidden    -d  backtraces    -q  no output
  --print tokens|syntax|program|js|values        a station of the way instead of the result
`

/** A promise only where a part of the command is loaded first: waiting for one costs a small run a turn of the event loop. */
export function main(words: readonly string[]): number | Promise<number> {
  const [first, ...rest] = words
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    writeText(1, USAGE)
    return first === undefined ? 2 : 0
  }
  if (first === 'version' || first === '--version' || first === '-v') {
    writeText(1, `${VERSION}\n`)
    return 0
  }
  if (first === 'fmt' || first === 'edit' || first === 'query') {
    return import('./text-commands.ts').then(({ textCommands }) => textCommands[first](rest))
  }
  if (first === 'clean') return cleanCommand()
  return orSay(() => runCommand(readArguments(first === 'run' || first === 'r' ? rest : words, process.env)))
}

function cleanCommand(): number {
  const folder = compileCacheFolder(process.env)
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  return 0
}

function runCommand(given: RunArguments): number {
  const packagePath = process.env['KCL_PKG_PATH']
  const host = createNodeHost({
    // Looked for when a program imports a package that is not its own.
    get packages() {
      return builtinKclPackages()
    },
    allowedFolders: given.allowed,
    print: (text) => writeText(1, text),
    ...(packagePath === undefined ? {} : { packagePath }),
    ...(given.print === undefined ? compileCache(process.env) : {}),
  })
  const usesInput = given.options.entries?.includes('-') === true
  const sources = usesInput ? new Map([['-', readFileSync(0, 'utf8')]]) : undefined
  const options = { ...given.options, ...(sources ? { sources } : {}) }
  if (given.print !== undefined) {
    const shown = show(host, options, given.print)
    writeText(1, shown.text)
    return report(shown, given, sources)
  }
  const result = run(host, options)
  if (!result.ok) return report(result, given, sources)
  if (given.quiet) return 0
  const text = result.text === '' ? '' : `${result.text}\n`
  const output = given.output ?? result.output
  if (output === undefined) writeText(1, text === '' ? '\n' : text)
  else writeFileSync(resolve(output), text)
  return 0
}

/** What is wrong, if anything is. */
function report(
  found: { readonly failure: string | undefined; readonly diagnostics: readonly Diagnostic[] },
  given: RunArguments,
  sources: ReadonlyMap<string, string> | undefined,
): number {
  if (found.failure !== undefined) {
    writeText(2, `EvaluationError\n${found.failure}\n`)
    return 1
  }
  if (!hasErrors(found.diagnostics)) return 0
  writeText(2, rendered(found.diagnostics, given, sources))
  return 1
}

function rendered(
  diagnostics: readonly Diagnostic[],
  given: RunArguments,
  sources: ReadonlyMap<string, string> | undefined,
): string {
  const isTerminal = (): boolean => process.getBuiltinModule('node:tty').isatty(2)
  const format = given.errorFormat ?? (isTerminal() ? 'pretty' : 'reference')
  switch (format) {
    case 'short':
      return renderShort(diagnostics)
    case 'sarif':
      return renderSarif(diagnostics)
    case 'pretty':
    case 'reference': {
      const color = given.color ?? isTerminal()
      const spans = format === 'pretty'
      return renderTerminal(diagnostics, (file) => sources?.get(file) ?? sourceOf(file), { color, spans })
    }
  }
}

function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

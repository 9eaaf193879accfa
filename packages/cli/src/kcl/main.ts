/** The command `kcl`. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { hasErrors } from '@kusion/diagnostics'
import { lint, run, show } from '@kusion/kcl'
import { createNodeHost } from '@kusion/kcl/node'
import { compileCache, compileCacheFolder } from '../compile-cache.ts'
import { builtinKclPackages } from '../kusion/kcl-packages.ts'
import { writeText } from './output.ts'
import { readArguments, type RunArguments } from './arguments.ts'
import { reportOf, type Findings } from './report.ts'
import { writeFile } from './replace-file.ts'
import { refusalCodeOf, refusalOf } from './system-error.ts'
import { orSay, UsageError } from './usage.ts'

const VERSION = '0.1.0'

const USAGE = `kcl: compile configurations to data

  kcl run [FILE|FOLDER|- …]    compile and print; \`kcl FILE\` is the same
  kcl lint [FILE|FOLDER|- …]   compile without running, and warn about imports; takes the flags of run
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
  --format yaml|json|toml|xml                    --error-format pretty|reference|short|arcanist|sarif
  --allow-path FOLDER   the program may use files there too; by default those of its root (kcl.mod), of the
                     folder it is run in and of its packages; / is everything (repeatable)
  -n  leave None out    -k  sort keys    -H  show hidden    -d  backtraces    -q  no output
  -r  ints of 32 bits   -V  packages of the folder vendor   --no_style  no colors
  --print tokens|syntax|program|js|values        a station of the way instead of the result
`

/** A promise only where a part of the command is loaded first: waiting for one costs a small run a turn of the event loop. */
export function main(words: readonly string[]): number | Promise<number> {
  const [first, ...rest] = words
  if (first === undefined || first === 'help' || words.includes('--help') || words.includes('-h')) {
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
  if (first === 'clean') return orSay(() => cleanCommand(rest))
  if (first === 'lint') return orSay(() => lintCommand(readArguments(rest, process.env)))
  return orSay(() => runCommand(readArguments(first === 'run' || first === 'r' ? rest : words, process.env)))
}

function cleanCommand(words: readonly string[]): number {
  const [word] = words
  if (word !== undefined) throw new UsageError(`kcl clean takes no '${word}'`)
  const folder = compileCacheFolder(process.env)
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  return 0
}

function runCommand(given: RunArguments): number {
  const { host, options, sources } = prepared(given)
  if (given.print !== undefined) {
    const shown = show(host, options, given.print)
    writeText(1, shown.text)
    return report(shown, given, sources)
  }
  const result = run(host, options)
  if (!result.ok) return report(result, given, new Map([...(sources ?? []), ...result.changed]))
  if (given.quiet) return 0
  const text = result.text === '' ? '' : `${result.text}\n`
  const output = given.output ?? result.output
  if (output === undefined) writeText(1, text === '' ? '\n' : text)
  else return writeOutput(output, text)
  return 0
}

function writeOutput(output: string, text: string): number {
  try {
    writeFile(resolve(output), text)
    return 0
  } catch (error) {
    const why = refusalCodeOf(error) === 'ENOENT' ? 'its folder does not exist' : refusalOf(error)
    if (why === undefined) throw error
    writeText(2, `error: the result was not written to ${output}: ${why}\n`)
    return 1
  }
}

/** Its product are the findings: they go to standard output. */
function lintCommand(given: RunArguments): number {
  const { host, options, sources } = prepared(given)
  const linted = lint(host, options)
  if (!given.quiet) writeText(1, reportOf(linted, given, sources, 1))
  return linted.failure !== undefined || hasErrors(linted.diagnostics) ? 1 : 0
}

function prepared(given: RunArguments) {
  const packagePath = given.vendor ? vendorFolder() : process.env['KCL_PKG_PATH']
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
  return { host, options: { ...given.options, ...(sources ? { sources } : {}) }, sources }
}

/** Beside the nearest manifest. */
function vendorFolder(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const vendor = join(folder, 'vendor')
    if (existsSync(join(folder, 'kcl.mod')) && existsSync(vendor)) return vendor
    if (dirname(folder) === folder) throw new UsageError('-V needs a folder vendor beside kcl.mod')
  }
}

function report(found: Findings, given: RunArguments, sources: ReadonlyMap<string, string> | undefined): number {
  if (found.failure === undefined && !hasErrors(found.diagnostics)) return 0
  writeText(2, reportOf(found, given, sources, 2))
  return 1
}

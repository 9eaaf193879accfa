/** The language as a whole: its stations with the library and the checker in place. */
import type { Host } from './host.ts'
import { lintWith, type Linted } from './lint.ts'
import { library } from './library/index.ts'
import { GeneratedPackages } from './codegen/index.ts'
import { SourceStore } from './program/source-store.ts'
import { check, CheckerMemory } from './semantics/index.ts'
import { runWith, type RunOptions, type RunResult, type Stations } from './run.ts'
import { showWith, type Shown, type Station } from './show.ts'

function stations(): Stations {
  const memory = new CheckerMemory()
  return {
    library,
    sources: new SourceStore(),
    generated: new GeneratedPackages(),
    check: (program) => check(program, memory),
  }
}

/** Compiles many programs and keeps what they share. */
export interface Compiler {
  run(host: Host, options: RunOptions): RunResult
}

/**
 * Packages are read, checked and generated once for all programs of a compiler: its files are taken to stay as they
 * are, and its hosts to differ in their working folders only. For a changed file, make another compiler.
 */
export function createCompiler(): Compiler {
  const own = stations()
  return { run: (host, options) => runWith(own, host, options) }
}

export function run(host: Host, options: RunOptions): RunResult {
  return runWith(stations(), host, options)
}

/** One station of the way, for `--print`. */
export function show(host: Host, options: RunOptions, station: Station): Shown {
  return showWith(stations(), host, options, station)
}

/** What is wrong with a program, without running it, and warnings about its imports. */
export function lint(host: Host, options: RunOptions): Linted {
  return lintWith(stations(), host, options)
}

/** The language as a whole: its stations with the library and the checker in place. */
import type { Host } from './host.ts'
import { library } from './library/index.ts'
import { check } from './semantics/index.ts'
import { generateWith, runWith, type RunOptions, type RunResult, type Stations } from './run.ts'

const stations: Stations = { library, check }

export function run(host: Host, options: RunOptions): RunResult {
  return runWith(stations, host, options)
}

/** The generated JavaScript of each package, for `--print js`. */
export function generateJavaScript(host: Host, options: RunOptions): ReadonlyMap<string, string> {
  return generateWith(stations, host, options)
}

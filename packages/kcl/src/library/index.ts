/** The standard library, as evaluation links it. A new module is a file and a line here. */
import { jsonDocument, yamlDocument } from '../output/index.ts'
import type { Library } from '../codegen/index.ts'
import type { LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { builtinFunctions } from './builtins.ts'
import { crypto } from './crypto.ts'
import { json } from './json.ts'
import { manifests } from './manifests.ts'
import { yaml } from './yaml/yaml.ts'
import { datetime } from './time/datetime.ts'
import { duration } from './time/duration.ts'
import { file } from './file.ts'
import { math } from './math.ts'
import { net } from './net.ts'
import { stringMembers } from './strings.ts'
import { base32, base64 } from './base-encodings.ts'
import { regex } from './regex/regex.ts'
import { collection, runtimeModule } from './runtime-module.ts'
import { template } from './template/template.ts'
import { units } from './units.ts'

const systemModules: ReadonlyMap<string, ReadonlyMap<string, LibraryMember>> = new Map([
  ['base32', base32],
  ['base64', base64],
  ['collection', collection],
  ['crypto', crypto],
  ['datetime', datetime],
  ['duration', duration],
  ['file', file],
  ['json', json],
  ['manifests', manifests],
  ['math', math],
  ['net', net],
  ['regex', regex],
  ['runtime', runtimeModule],
  ['template', template],
  ['units', units],
  ['yaml', yaml],
])

export const library: Library = {
  builtins: builtinFunctions,
  strings: stringMembers,
  modules: systemModules,
  format(value, format) {
    if (format.toLowerCase() === 'json') return jsonDocument(value, { showHidden: true })
    if (format.toLowerCase() === 'yaml') return yamlDocument(value, { showHidden: true })
    return fail(`invalid format spec '#${format}', expected #json or #yaml`)
  },
}

/** Settings files and manifests: what they may hold, and what is said of what they may not. */
import { expect, test } from 'vitest'
import { run } from '../src/index.ts'

function outcome(files: Readonly<Record<string, string>>, settings: readonly string[] = []) {
  const host = { workingFolder: () => '/m', readFile: (path: string) => files[path] }
  return run(host, { entries: ['x.k'], settings })
}

/** Settings files, and why they are refused; empty: they are not. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['', ''],
  ['kcl_cli_configs:\nkcl_options:\n', ''],
  ['unknown: 1\n', ''],
  ['kcl_cli_configs:\n  unknown: 1\n', ''],
  ['kcl_cli_configs: {output: null, disable_none: null}\n', ''],
  ['kcl_options: [{key: 1, value: 1}]\n', ''],
  ['a\n', 'it holds no kcl_cli_configs and no kcl_options'],
  ['- 1\n', 'it holds no kcl_cli_configs and no kcl_options'],
  ['{\n', 'at line 2 column 1'],
  ['kcl_options:\n\t- a\n', 'at line 2'],
  ['a: 1\n---\nb: 2\n', 'more than one document'],
  ['kcl_cli_configs: 1\n', 'kcl_cli_configs has to be a map of settings'],
  ['kcl_cli_configs: {file: main.k}\n', 'kcl_cli_configs.file is "main.k": it has to be a list of texts'],
  ['kcl_cli_configs: {files: [{a: 1}]}\n', 'kcl_cli_configs.files is [{"a": 1}]: it has to be a list of texts'],
  ['kcl_cli_configs: {disable_none: yes}\n', 'kcl_cli_configs.disable_none is "yes": it has to be true or false'],
  ['kcl_cli_configs: {sort_keys: 1}\n', 'kcl_cli_configs.sort_keys is 1: it has to be true or false'],
  ['kcl_cli_configs: {verbose: true}\n', 'kcl_cli_configs.verbose is true: it has to be a number'],
  ['kcl_cli_configs: {output: [a]}\n', 'kcl_cli_configs.output is ["a"]: it has to be a text'],
  ['kcl_cli_configs: {overrides: a=1}\n', 'kcl_cli_configs.overrides is "a=1": it has to be a list of texts'],
  ['kcl_cli_configs: {path_selector: a}\n', 'kcl_cli_configs.path_selector is "a": it has to be a list of texts'],
  ['kcl_cli_configs: {package_maps: [a]}\n', 'kcl_cli_configs.package_maps is ["a"]: it has to be paths by name'],
  ['kcl_options: 1\n', 'kcl_options has to be a list of {key, value}'],
  ['kcl_options: {a: 1}\n', 'kcl_options has to be a list of {key, value}'],
  ['kcl_options: [{value: 1}]\n', 'kcl_options[0] has no key'],
  ['kcl_options: [{key: a}]\n', 'kcl_options[0], a, has no value'],
]

test.each(SETTINGS)('settings %j', (text, why) => {
  const { ok, failure, text: out } = outcome({ '/m/tried.yaml': text, '/m/x.k': 'a = 1\n' }, ['tried.yaml'])
  if (why === '') expect([ok, out]).toEqual([true, 'a: 1'])
  else {
    expect(failure).toContain("Failed to load 'tried.yaml', invalid setting file format\n")
    expect(failure).toContain(why)
  }
})

test.each([
  ['[profile]\ndisable_none = "yes"\n', '[profile] disable_none has to be true or false'],
  ['[profile]\nentries = "x.k"\n', '[profile] entries has to be a list of texts'],
  ['[profile\n', '/m/kcl.mod: '],
])('kcl.mod %j is refused', (text, why) => {
  expect(outcome({ '/m/kcl.mod': text, '/m/x.k': 'a = 1\n' }).failure).toContain(why)
})

test('options keep the types of YAML', () => {
  const yaml = 'kcl_options:\n  - {key: o, value: [2.0, 2, 0x10, 1e3, "1", yes, null, 2024-01-01, 9007199254740993]}\n'
  const { text } = outcome({ '/m/s.yaml': yaml, '/m/x.k': 'o = [typeof(i) for i in option("o")]\n' }, ['s.yaml'])
  expect(text.split('\n- ').slice(1)).toEqual(['float', 'int', 'int', 'float', 'str', 'str', 'None', 'str', 'int'])
})

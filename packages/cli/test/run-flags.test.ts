/** `kcl run`: its flags, its settings files, the profile of kcl.mod, what it writes, and what it refuses. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workplace, type Workplace } from './commands.ts'

const FILES: Readonly<Record<string, string>> = {
  'main.k': 'schema S:\n    z: int = 1\nb = S {}\na = None\n_h = option("o")\nc = _h\n',
  'big.k': 'a = [i for i in range(20000)]\n',
  'range.k': '_a = 2147483647\na = _a + 1\n',
  'd/b.k': 'b = a\n',
  'd/a.k': 'a = 1\n',
  'd/_c.k': 'c = 1\n',
  'd/d_test.k': 'd = 1\n',
  'd/sub/e.k': 'e = 1\n',
  'only/_a.k': 'a = 1\n',
  'none/a.txt': 'a = 1\n',
  'latin.k': '',
  'lib/x.k': 'v = 1\n',
  'uses.k': 'import lib2\na = lib2.v\n',
  'settings/kcl.yaml': `kcl_cli_configs:
  files: [../main.k]
  disable_none: true
  sort_keys: true
  show_hidden: true
  overrides: [b.z=5]
  verbose: 1
  fast_eval: true
  package_maps: {lib2: ../lib}
kcl_options:
  - {key: o, value: {f: 2.0, i: 2, n: null, e: 1e3}}
`,
  'settings/more.yaml':
    'kcl_cli_configs:\n  sort_keys: false\n  show_hidden: false\nkcl_options:\n  - {key: o, value: x}\n',
  'settings/select.yaml': 'kcl_cli_configs: {file: [../main.k], path_selector: [b.z]}\n',
  'settings/types.yaml': 'kcl_cli_configs: {file: [../main.k], include_schema_type_path: true}\n',
  'settings/range.yaml': 'kcl_cli_configs: {file: [../range.k], strict_range_check: true}\n',
  'settings/debug.yaml': 'kcl_cli_configs: {file: [../range.k], strict_range_check: true, debug: true}\n',
  'settings/root.yaml': 'kcl_cli_configs: {file: ["${KCL_MOD}/a.k"]}\n',
  'own/kcl.yaml': 'kcl_cli_configs: {files: [x.k], output: out.yaml}\n',
  'own/x.k': 'x = 1\n',
  'module/kcl.mod': `[package]
name = "m"
[profile]
entries = ["x.k"]
disable_none = true
sort_keys = true
overrides = ["y=3"]
arguments = ["o=4"]
`,
  'module/x.k': 'y = 1\nn = None\no = option("o")\n',
  'module/sub/y.k': 'z = 1\n',
  'selecting/kcl.mod': '[package]\nname = "m"\n[profile]\nselectors = ["a.b"]\n',
  'selecting/x.k': 'a = {b = 1}\n',
  'vendored/kcl.mod': '[package]\nname = "m"\n',
  'vendored/x.k': 'import lib3\na = lib3.v\n',
  'vendored/vendor/lib3_0.9.0/x.k': 'v = 9\n',
  'vendored/vendor/lib3_0.10.0/x.k': 'v = 10\n',
}

let place: Workplace
beforeAll(() => {
  place = workplace()
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(place.folder, name)), { recursive: true })
    writeFileSync(join(place.folder, name), text)
  }
  writeFileSync(join(place.folder, 'latin.k'), Buffer.from([0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22, 0x0a]))
  symlinkSync('loop.k', join(place.folder, 'loop.k'))
})
afterAll(() => place.remove())
const at = (name: string): string => join(place.folder, name)
const kcl = (words: readonly string[], cwd = '.', input = '') =>
  place.run('kcl', words, { cwd: at(cwd), input, env: { KCL_ERROR_FORMAT: 'reference' } })

const PLAIN = 'b:\n  z: 1\na: null\nc: null\n'
const WITH = (o: string): string => `b:\n  z: 1\na: null\nc: ${o}\n`
const OPTION = '  e: 1000.0\n  f: 2.0\n  i: 2\n'

/** Words, folder, input, what is printed. */
const PRINTS: readonly (readonly [string, string, string])[] = [
  ['main.k', '.', PLAIN],
  ['run main.k', '.', PLAIN],
  ['r main.k', '.', PLAIN],
  ['run -- main.k', '.', PLAIN],
  ['run main.k main.k ./main.k', '.', PLAIN],
  ['run -n main.k', '.', 'b:\n  z: 1\n'],
  ['run --disable_none main.k', '.', 'b:\n  z: 1\n'],
  ['run --disable-none=true main.k', '.', 'b:\n  z: 1\n'],
  ['run --disable-none=false main.k', '.', PLAIN],
  ['run -k main.k', '.', 'a: null\nb:\n  z: 1\nc: null\n'],
  ['run --sort_keys main.k', '.', 'a: null\nb:\n  z: 1\nc: null\n'],
  ['run -H main.k', '.', 'b:\n  z: 1\na: null\n_h: null\nc: null\n'],
  ['run -nkH main.k', '.', 'b:\n  z: 1\n'],
  ['run -nkD o=1 main.k', '.', 'b:\n  z: 1\nc: 1\n'],
  ['-D o=1 main.k', '.', WITH('1')],
  ['run main.k -Do=1', '.', WITH('1')],
  ['run main.k -D=o=1', '.', WITH('1')],
  ['run main.k --argument o=1', '.', WITH('1')],
  ['run main.k --argument=o=1', '.', WITH('1')],
  ['run main.k -D o=1 -D o=2', '.', WITH('2')],
  ['run main.k -D o=1e3', '.', WITH("'1e3'")],
  ['run main.k -D o=True', '.', WITH('true')],
  ['run main.k -D o=a,b', '.', WITH('a,b')],
  ['run main.k -D o=[1,2]', '.', 'b:\n  z: 1\na: null\nc:\n- 1\n- 2\n'],
  ['run main.k -S b.z', '.', '1\n'],
  ['run main.k -S b.z -S b', '.', '- 1\n- z: 1\n'],
  ['run main.k --path-selector b.z', '.', '1\n'],
  ['run main.k -O b.z=2 -O a=x-y', '.', 'b:\n  z: 2\na: x-y\nc: null\n'],
  ['run main.k --overrides b.z=2', '.', 'b:\n  z: 2\na: null\nc: null\n'],
  ['run uses.k -E lib2=lib', '.', 'a: 1\n'],
  ['run uses.k --external=lib2=./lib', '.', 'a: 1\n'],
  ['run main.k --format json', '.', '{"b": {"z": 1}, "a": null, "c": null}\n'],
  ['run main.k -n --format toml', '.', '[b]\nz = 1\n'],
  ['run main.k -q', '.', ''],
  ['run d', '.', 'a: 1\nb: 1\n'],
  ['run d/', '.', 'a: 1\nb: 1\n'],
  ['run d/b.k d/a.k', '.', 'b: 1\na: 1\n'],
  ['run d d/sub', '.', 'a: 1\nb: 1\ne: 1\n'],
  ['run only/_a.k', '.', 'a: 1\n'],
  ['run range.k', '.', 'a: 2147483648\n'],
  ['run -Y settings/kcl.yaml', '.', `_h:\n${OPTION}b:\n  z: 5\nc:\n${OPTION}`],
  ['run -Y settings/kcl.yaml -Y settings/more.yaml', '.', 'b:\n  z: 5\nc: x\n'],
  ['run -Y settings/kcl.yaml -D o=1 -O b.z=6', '.', '_h: 1\nb:\n  z: 6\nc: 1\n'],
  ['run -Y settings/kcl.yaml uses.k', '.', 'a: 1\nb:\n  z: 5\n'],
  ['run -Y settings/select.yaml', '.', '1\n'],
  ['run -Y settings/select.yaml -S b', '.', 'z: 1\n'],
  ['run -Y settings/types.yaml', '.', 'b:\n  z: 1\n  _type: S\na: null\nc: null\n'],
  ['run', 'module', "o: 4\n'y': 3\n"],
  ['run', 'module/sub', "o: 4\n'y': 3\n"],
  ['run x.k -D o=5 -O y=6', 'module', "o: 5\n'y': 6\n"],
  ['run', 'selecting', '1\n'],
  ['run x.k -V', 'vendored', 'a: 10\n'],
]

describe('prints', () => {
  test.each(PRINTS)('kcl %s in %s', async (words, cwd, out) => {
    expect(await kcl(words.split(' '), cwd)).toEqual({ code: 0, out, err: '' })
  })

  test.each(['--help', 'run -h', 'fmt --help', 'clean -h'])('how it is used: kcl %s', async (words) => {
    const { code, out, err } = await kcl(words.split(' '))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^kcl: compile configurations to data\n/)
  })

  test('standard input, alone and with files', async () => {
    expect((await kcl(['run', '-'], '.', 'a = 1\n')).out).toBe('a: 1\n')
    expect((await kcl(['-'], '.', 'a = 1\n')).out).toBe('a: 1\n')
    expect((await kcl(['run', 'd/a.k', '-'], '.', 'z = a\n')).out).toBe('a: 1\nz: 1\n')
    expect((await kcl(['run', '-', '-D', 'o=1'], '.', 'a = option("o")\n')).out).toBe('a: 1\n')
    expect((await kcl(['run', '-'], '.', '')).code).toBe(0)
  })
})

/** Words, exit code, what is said. */
const REFUSALS: readonly (readonly [string, number, string])[] = [
  ['run nowhere.k', 1, 'Cannot find the kcl file, please check the file path'],
  ['run loop.k', 1, 'Cannot find the kcl file, please check the file path'],
  ['run main.k/x.k', 1, 'Cannot find the kcl file, please check the file path'],
  ['run none', 1, 'No input KCL files in '],
  ['run only', 1, 'files whose names begin with _ or end with _test.k are compiled only where they are named'],
  ['run latin.k', 1, "latin.k'. Because 'stream did not contain valid UTF-8'"],
  ['run oci://a/b', 2, 'oci://a/b is no file: fetch it and name its folder'],
  ['run main.k -D o', 1, "Invalid value for top level arguments\n-D 'o': write -D key=value, with one '='"],
  ['run main.k -D o=', 1, 'Invalid value for top level arguments'],
  ['run main.k -D =1', 1, 'Invalid value for top level arguments'],
  ['run main.k -D o=a=b', 1, 'Invalid value for top level arguments'],
  ['run main.k -D', 2, '-D needs a value'],
  ['run main.k -E lib', 1, "-E 'lib': write -E name=path"],
  ['run main.k -O b', 1, "Invalid spec format 'b', expected <field_path>=<filed_value>"],
  ['run main.k -S b.q', 1, 'invalid path select operand b.q, value not found'],
  ['clean main.k', 2, "kcl clean takes no 'main.k'"],
  ['run main.k -x', 2, "there is no flag '-x'"],
  ['run main.k -nx', 2, "there is no flag '-x' in '-nx'"],
  ['run main.k --nothing', 2, "there is no flag '--nothing'"],
  ['run main.k --debug=maybe', 2, "--debug is true or false, not 'maybe'"],
  ['run main.k --format ini', 2, "there is no format 'ini': use yaml, json, toml, xml"],
  ['run main.k -V', 2, '-V needs a folder vendor beside kcl.mod'],
  ['run -Y nowhere.yaml', 1, "Failed to load 'nowhere.yaml', no such file or directory"],
  ['run -Y settings/range.yaml', 1, '2147483648: A 32 bit integer overflow'],
  ['run -r range.k', 1, '2147483648: A 32 bit integer overflow'],
  ['run -Y settings/debug.yaml', 1, 'note: backtrace:'],
  ['run -Y settings/root.yaml', 1, 'Can not find ${KCL_MOD}/a.k in the path: '],
  [
    'run main.k -o nowhere/out.yaml',
    1,
    'error: the result was not written to nowhere/out.yaml: its folder does not exist',
  ],
  ['run main.k -o d', 1, 'error: the result was not written to d: it is a folder'],
]

test.each(REFUSALS)('kcl %s is refused', async (words, code, message) => {
  const result = await kcl(words.split(' '))
  expect(result).toMatchObject({ code, out: '' })
  expect(result.err).toContain(message)
  expect(result.err).not.toMatch(/\n\s+at .*\.(?:ts|cjs|js):\d+/)
})

describe('writes', () => {
  test('a new file, and over one whose mode stays', async () => {
    expect(await kcl(['run', 'd/a.k', '-o', 'out.yaml'])).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(at('out.yaml'), 'utf8')).toBe('a: 1\n')
    writeFileSync(at('old.yaml'), 'old')
    chmodSync(at('old.yaml'), 0o640)
    symlinkSync('old.yaml', at('link.yaml'))
    expect((await kcl(['run', 'd/a.k', '--output=link.yaml'])).code).toBe(0)
    expect(readFileSync(at('old.yaml'), 'utf8')).toBe('a: 1\n')
    expect(statSync(at('old.yaml')).mode & 0o777).toBe(0o640)
    expect(readdirSync(place.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('where the settings say', async () => {
    expect(await kcl(['run'], 'own')).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(at('own/out.yaml'), 'utf8')).toBe('x: 1\n')
  })

  test('nothing where the program fails', async () => {
    expect((await kcl(['run', 'main.k', '-S', 'q', '-o', 'none.yaml'])).code).toBe(1)
    expect(existsSync(at('none.yaml'))).toBe(false)
  })

  test('devices as they are', async () => {
    const bin = join(import.meta.dirname, '../bin/kcl')
    const shell = spawnSync('sh', ['-c', `"${bin}" run d/a.k -o /dev/stdout | cat`], {
      cwd: place.folder,
      encoding: 'utf8',
    })
    expect([shell.stdout, shell.stderr]).toEqual(['a: 1\n', ''])
    expect((await kcl(['run', 'd/a.k', '-o', '/dev/null'])).code).toBe(0)
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk is said', async () => {
    const full = await kcl(['run', 'd/a.k', '-o', '/dev/full'])
    expect(full).toMatchObject({
      code: 1,
      err: 'error: the result was not written to /dev/full: no space is left on the device\n',
    })
    const bin = join(import.meta.dirname, '../bin/kcl')
    const shell = spawnSync('sh', ['-c', `"${bin}" run d/a.k > /dev/full`], { cwd: place.folder, encoding: 'utf8' })
    expect([shell.status, shell.stderr]).toEqual([1, 'error: standard output: no space is left on the device\n'])
  })

  test('into a pipe that closes', () => {
    const bin = join(import.meta.dirname, '../bin/kcl')
    const shell = spawnSync('sh', ['-c', `"${bin}" run big.k | head -n 2`], { cwd: place.folder, encoding: 'utf8' })
    expect([shell.stdout, shell.stderr]).toEqual(['a:\n- 0\n', ''])
  })
})

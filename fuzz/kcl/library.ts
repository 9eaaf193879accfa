/** Calls of the library by what they give, with values at the edges of what they take. */
import type { Random } from './random.ts'

export interface LibraryCall {
  /** What has to be imported. */
  readonly module: string | undefined
  readonly text: string
}

const TEXTS = [
  '""',
  '"a"',
  '"a,b,,c"',
  '" \\t x\\n"',
  '"é😀z"',
  '"Hello World"',
  '"aXbXc"',
  '"ǅ ß İ"',
  '"0"',
  '"-12"',
  '"1.50"',
  '"x" * 3',
]
const JSON_TEXTS = [
  `'{"a": 1, "b": [1.5, null, true]}'`,
  `'[]'`,
  `'"s"'`,
  `'1e3'`,
  `'-0'`,
  `'{"a": {"b": {}}}'`,
  `'12345678901234567890'`,
  `'{"a": }'`,
  `'[1, 2'`,
  `''`,
  `'{"z": 1, "a": 2, "z": 3}'`,
]
const YAML_TEXTS = [
  `'a: 1'`,
  `'[1, 2.0, ~]'`,
  `'a: yes'`,
  `"a:\\n- b\\n- c: 1\\n"`,
  `'"x"'`,
  `''`,
  `'a: 0x10'`,
  `"a: |\\n  x\\n  y\\n"`,
  `'{a: b, c'`,
  `'2024-01-01'`,
]
const DATA = [
  '{a = 1, b = [1, 2.5, "x"]}',
  '[]',
  '{}',
  '"text"',
  'None',
  '[None, True, 1e20]',
  '{_p = 1, q = None}',
  '{x = {y = {}}}',
  '1.0',
]
const NUMBERS = ['0', '1', '-1', '1024', '1000000', '9223372036854775807', '0.5', '-2.75', '1e-9']
const ADDRESSES = ['"10.0.0.1"', '"::1"', '"256.1.1.1"', '"fe80::1"', '"1.2.3"', '""', '"224.0.0.1"', '"01.2.3.4"']
const PATTERNS = ['"[a-c]+"', '"X"', '"^H"', 'r"(\\w)(\\w)"', '"o|l"', '"["', 'r"\\s"']
const DATES = ['"2024-02-29"', '"2023-02-29"', '"2024-01-01T00:00:00Z"', '"not a date"', '"12:30"']
const FORMATS = ['"%Y-%m-%d"', '"%H:%M"', '"%Y-%m-%dT%H:%M:%SZ"', '"%"']

/** A call that gives a text. */
export function textCall(random: Random): LibraryCall {
  const text = (): string => random.pick(TEXTS)
  return random.choose<LibraryCall>([
    [3, () => plain(`(${text()}).${textMember(random)}`)],
    [
      1,
      () =>
        plain(
          `"${random.pick(['{:>10}', '{:<6}|', '{:^7}', '{!s}', '{0}{0}', '{{}}{}', '{:,}', '{:e}', '{:.3}'])}".format(${random.pick([...NUMBERS, ...TEXTS])})`,
        ),
    ],
    [1, () => plain(`str(${random.pick([...DATA, ...NUMBERS])})`)],
    [1, () => plain(`typeof(${random.pick([...DATA, ...NUMBERS])})`)],
    [
      1,
      () =>
        of(
          'json',
          `encode(${random.pick(DATA)}${random.pick(['', ', sort_keys=True', ', indent=2', ', ignore_private=True', ', ignore_none=True'])})`,
        ),
    ],
    [
      1,
      () =>
        of(
          'yaml',
          `encode(${random.pick(DATA)}${random.pick(['', ', sort_keys=True', ', ignore_private=True', ', ignore_none=True'])})`,
        ),
    ],
    [0.5, () => of('yaml', `encode_all([${random.pick(DATA)}, ${random.pick(DATA)}])`)],
    [
      1,
      () => of('base64', `${random.pick(['encode', 'decode'])}(${random.pick([text(), '"YQ=="', '"YWJj"', '"?"'])})`),
    ],
    [0.5, () => of('base32', `${random.pick(['encode', 'decode'])}(${random.pick([text(), '"ME======"', '"!"'])})`)],
    [
      0.7,
      () =>
        of('crypto', `${random.pick(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'blake3'])}(${text()})`),
    ],
    [0.7, () => of('regex', `replace(${text()}, ${random.pick(PATTERNS)}, ${random.pick(['"_"', '"$1"', '""'])})`)],
    [
      0.7,
      () =>
        of(
          'units',
          `to_${random.pick(['n', 'u', 'm', 'K', 'M', 'G', 'T', 'P', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'])}(${random.pick(NUMBERS.slice(0, 6))})`,
        ),
    ],
    [
      0.5,
      () =>
        of(
          'net',
          random.pick([
            `to_IP4(${random.pick(ADDRESSES)})`,
            `to_IP16(${random.pick(ADDRESSES)})`,
            `join_host_port(${random.pick(['"a"', '"::1"'])}, ${random.pick(['80', '"http"'])})`,
            `IP_string(${random.pick(ADDRESSES)})`,
          ]),
        ),
    ],
  ])
}

function textMember(random: Random): string {
  const text = (): string => random.pick(TEXTS)
  return random.pick([
    `replace(${text()}, ${text()}${random.pick(['', ', 1', ', 0', ', -1'])})`,
    `title()`,
    `capitalize()`,
    `upper()`,
    `lower()`,
    `strip(${random.pick(['', '" "', '"ab"', '"\\n x"'])})`,
    `lstrip(${random.pick(['', '"a"'])})`,
    `rstrip(${random.pick(['', '"c"'])})`,
    `removeprefix(${text()})`,
    `removesuffix(${text()})`,
    `join(${random.pick(['["a", "b"]', '[]', '[1, True, None]', '{k = 1}'])})`,
  ])
}

export function intCall(random: Random): LibraryCall {
  const text = (): string => random.pick(TEXTS)
  return random.choose<LibraryCall>([
    [
      1,
      () =>
        plain(
          `(${text()}).${random.pick(['count', 'find', 'rfind', 'index', 'rindex'])}(${text()}${random.pick(['', ', 1', ', 0, 2', ', -2'])})`,
        ),
    ],
    [1, () => plain(`len(${random.pick([...TEXTS, ...DATA.slice(0, 3)])})`)],
    [
      1,
      () =>
        plain(
          `int(${random.pick(['"12"', '"-0x1f", 16', '"z", 36', '"1_0"', '3.99', '-3.99', 'True', '"101", 2', '" 5 "'])})`,
        ),
    ],
    [1, () => plain(`${random.pick(['min', 'max'])}(${random.pick(['1, 2, 3', '[3, 1, 2]', '-1, 0', '5'])})`)],
    [1, () => plain(`sum([${random.pick(['', '1', '1, 2', '9223372036854775807'])}]${random.pick(['', ', 5'])})`)],
    [1, () => plain(`round(${random.pick(['0.5', '1.5', '2.5', '-0.5', '2.675', '1e3'])})`)],
    [1, () => of('math', `${random.pick(['ceil', 'floor'])}(${random.pick(NUMBERS)})`)],
    [
      0.5,
      () =>
        of(
          'math',
          random.pick([
            'gcd(12, 18)',
            'gcd(0, 5)',
            'gcd(-4, 6)',
            'factorial(0)',
            'factorial(20)',
            'factorial(21)',
            'factorial(-1)',
          ]),
        ),
    ],
    [0.5, () => plain(`pow(${random.pick(['2, 10', '2, -1', '7, 2, 5', '0, 0', '2, 63'])})`)],
    [0.3, () => plain(`ord(${random.pick(['"a"', '"é"', '"😀"', '""', '"ab"'])})`)],
  ])
}

export function boolCall(random: Random): LibraryCall {
  const text = (): string => random.pick(TEXTS)
  return random.choose<LibraryCall>([
    [
      2,
      () =>
        plain(
          `(${text()}).${random.pick(['isalnum', 'isalpha', 'isdigit', 'islower', 'isspace', 'istitle', 'isupper'])}()`,
        ),
    ],
    [1, () => plain(`(${text()}).${random.pick(['startswith', 'endswith'])}(${text()})`)],
    [1, () => of('regex', `match(${text()}, ${random.pick(PATTERNS)})`)],
    [0.5, () => of('regex', `compile(${random.pick(PATTERNS)})`)],
    [0.7, () => of('json', `validate(${random.pick(JSON_TEXTS)})`)],
    [0.7, () => of('yaml', `validate(${random.pick(YAML_TEXTS)})`)],
    [
      1,
      () =>
        of(
          'net',
          `${random.pick(['is_ipv4', 'is_IP', 'is_loopback_IP', 'is_multicast_IP', 'is_unspecified_IP', 'is_global_unicast_IP', 'is_link_local_unicast_IP'])}(${random.pick(ADDRESSES)})`,
        ),
    ],
    [0.5, () => of('datetime', `validate(${random.pick(DATES)}, ${random.pick(FORMATS)})`)],
    [0.5, () => plain(`isunique([${random.pick(['', '1, 1.0', '"a", "b"', '[], []', 'None, None'])}])`)],
    [
      0.5,
      () => plain(`${random.pick(['all_true', 'any_true'])}([${random.pick(['', 'True, 1', '0, ""', '[], {}'])}])`),
    ],
    [0.5, () => plain(`isnullish(${random.pick(DATA)})`)],
    [0.5, () => of('math', `${random.pick(['isfinite', 'isinf', 'isnan'])}(${random.pick(NUMBERS)})`)],
  ])
}

/** A call that gives some data. */
export function dataCall(random: Random): LibraryCall {
  const text = (): string => random.pick(TEXTS)
  return random.choose<LibraryCall>([
    [2, () => of('json', `decode(${random.pick(JSON_TEXTS)})`)],
    [2, () => of('yaml', `decode(${random.pick(YAML_TEXTS)})`)],
    [1, () => of('regex', `${random.pick(['findall', 'split'])}(${text()}, ${random.pick(PATTERNS.slice(0, 6))})`)],
    [
      1,
      () =>
        plain(
          `(${text()}).${random.pick(['split()', 'split(",")', 'split("X", 1)', 'rsplit(",", 1)', 'splitlines()', 'splitlines(True)', 'rsplit()'])}`,
        ),
    ],
    [
      1,
      () =>
        plain(
          `sorted([${random.pick(['3, 1, 2', '"b", "a"', '', '1.5, 1', 'True, 0'])}]${random.pick(['', ', reverse=True'])})`,
        ),
    ],
    [
      1,
      () =>
        plain(
          `${random.pick(['zip([1, 2], ["a"])', 'range(5, 0, -2)', 'range(0)', 'list("ab")', 'list({a = 1})', 'dict({a = 1})', 'bool([])', 'float("1e400")', 'float("inf")', 'abs(-9223372036854775807)'])}`,
        ),
    ],
    [
      0.5,
      () =>
        of(
          'math',
          random
            .pick([
              'modf(2.5)',
              'sqrt(2)',
              'log(0)',
              'pow(2, 0.5)',
              'exp2(3)',
              'expm1(0)',
              'log1p(0)',
              'log2(8)',
              'hypot(3, 4)',
            ])
            .replace('hypot(3, 4)', 'sqrt(-1)'),
        ),
    ],
    [
      0.5,
      () =>
        of(
          'net',
          random.pick([
            `split_host_port(${random.pick(['"a:80"', '"[::1]:80"', '"a"', '":"'])})`,
            `parse_IP(${random.pick(ADDRESSES)})`,
            `parse_CIDR("10.0.0.0/8")`,
            `hosts_in_CIDR("10.0.0.0/30")`,
            `subnets_from_CIDR("10.0.0.0/24", 26)`,
            `is_IP_in_CIDR("10.0.0.1", "10.0.0.0/8")`,
          ]),
        ),
    ],
  ])
}

function plain(text: string): LibraryCall {
  return { module: undefined, text }
}

function of(module: string, call: string): LibraryCall {
  return { module, text: `${module}.${call}` }
}

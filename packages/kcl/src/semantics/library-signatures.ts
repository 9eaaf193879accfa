/** The functions of the standard library as the checker sees them: `name(parameter: type, optional?: type) -> result`. */

/** A parameter list of `*` takes anything. */
export const BUILTIN_SIGNATURES = `
option(key: str, type?: str, required?: bool, default?: any, help?: str) -> any
print(*) -> None
multiplyof(a: int, b: int) -> bool
isunique(inval: [any]) -> bool
isnullish(inval: any) -> bool
len(inval: str|{any:any}|[any]) -> int
abs(inval: any) -> any
all_true(inval: [any]) -> bool
any_true(inval: [any]) -> bool
hex(number: int) -> str
bin(number: int) -> str
oct(number: int) -> str
ord(c: str) -> int
sorted(inval: str|{any:any}|[any], reverse?: bool) -> [any]
range(start?: int, stop?: int, step?: int) -> [int]
max(*) -> any
min(*) -> any
sum(iterable: [any], start?: any) -> any
pow(x: int|float, y: int|float, z?: int|float) -> int|float
round(number: int|float, ndigits?: int) -> int|float
zip(*) -> [any]
int(number: any, base?: int) -> int
float(number: any) -> float
bool(x?: any) -> bool
str(x?: any) -> str
list(x?: any) -> [any]
dict(x?: any, *) -> {any:any}
typeof(x: any, full_name?: bool) -> str
reduce(reducer: (any,any)->any, list: [any], initial?: any) -> any
`

export const STRING_SIGNATURES = `
capitalize() -> str
chars() -> [str]
count(sub: str, start?: int, end?: int) -> int
endswith(val: str, start?: int, end?: int) -> bool
find(sub: str, start?: int, end?: int) -> int
format(*) -> str
index(sub: str, start?: int, end?: int) -> int
isalnum() -> bool
isalpha() -> bool
isdigit() -> bool
islower() -> bool
isspace() -> bool
istitle() -> bool
isupper() -> bool
join(iter: [any]) -> str
lower() -> str
lstrip(chars?: str) -> str
removeprefix(prefix: str) -> str
removesuffix(suffix: str) -> str
replace(old: str, new: str, count?: int) -> str
rfind(sub: str, start?: int, end?: int) -> int
rindex(sub: str, start?: int, end?: int) -> int
rsplit(sep?: str, maxsplit?: int) -> [str]
rstrip(chars?: str) -> str
split(sep?: str, maxsplit?: int) -> [str]
splitlines(keepends?: bool) -> [str]
startswith(val: str, start?: int, end?: int) -> bool
strip(chars?: str) -> str
title() -> str
upper() -> str
`

const UNIT_NAMES = ['n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const

/** Members without parentheses are constants. */
export const MODULE_SIGNATURES: Readonly<Record<string, string>> = {
  base32: `
encode(value: str) -> str
decode(value: str) -> str`,
  base64: `
encode(value: str, encoding?: str) -> str
decode(value: str) -> str`,
  collection: `
union_all(num: [any]) -> any`,
  crypto: `
md5(value: str, encoding?: str) -> str
sha1(value: str, encoding?: str) -> str
sha224(value: str, encoding?: str) -> str
sha256(value: str, encoding?: str) -> str
sha384(value: str, encoding?: str) -> str
sha512(value: str, encoding?: str) -> str
blake3(value: str, encoding?: str) -> str
uuid() -> str
filesha256(filepath: str) -> str`,
  datetime: `
ticks() -> float
date() -> str
now(format?: str, ticks?: float) -> str
today() -> str
validate(date: str, format: str) -> bool
is_rfc3339(date: str) -> bool
is_iso8601(date: str) -> bool`,
  duration: `
parse(d: str) -> str
is_valid(d: str) -> bool
to_seconds(d: str) -> float
from_seconds(n: float) -> str
add(a: str, b: str) -> str
sub(a: str, b: str) -> str
second(n: float) -> str
minute(n: float) -> str
hour(n: float) -> str
day(n: float) -> str
add_to_datetime(dt: str, d: str) -> str
sub_from_datetime(dt: str, d: str) -> str`,
  file: `
read(filepath: str) -> str
readbase64(filepath: str) -> str
glob(pattern: str) -> [str]
modpath() -> str
workdir() -> str
current() -> str
exists(filepath: str) -> bool
abs(filepath: str) -> str
append(filepath: str, content: str) -> any
mkdir(directory: str, exists?: bool) -> any
delete(filepath: str) -> any
cp(src: str, dest: str) -> any
mv(src: str, dest: str) -> any
size(filepath: str) -> int
write(filepath: str, content: str) -> any
read_env(key: str) -> str`,
  json: `
encode(data: any, sort_keys?: bool, indent?: int, ignore_private?: bool, ignore_none?: bool) -> str
decode(value: str) -> any
dump_to_file(data: any, filename: str, sort_keys?: bool, indent?: int, ignore_private?: bool, ignore_none?: bool) -> str
validate(value: str) -> bool
merge(src: any, patch: any) -> any`,
  manifests: `
yaml_stream(values: any, opts?: {str:any}) -> any`,
  math: `
ceil(x: int|float) -> int
factorial(x: int|float) -> int
floor(x: int|float) -> int
gcd(a: int, b: int) -> int
isfinite(x: int|float) -> bool
isinf(x: int|float) -> bool
isnan(x: int|float) -> bool
modf(x: int|float) -> [float]
exp(x: int|float) -> float
expm1(x: int|float) -> float
log(x: int|float, e?: float) -> float
log1p(x: int|float) -> float
log2(x: int|float) -> float
log10(x: int|float) -> float
pow(x: int|float, y: int|float) -> float
sqrt(x: int|float) -> float`,
  net: `
CIDR_host(cidr: str, host_num: int) -> str
CIDR_netmask(cidr: str) -> str
CIDR_subnet(cidr: str, additional_bits: int, net_num: int) -> str
CIDR_subnets(cidr: str, additional_bits: [int]) -> [str]
split_host_port(ip_end_point: str) -> [str]
join_host_port(host: str, port: int|str) -> str
fqdn(name?: str) -> str
parse_IP(ip: str) -> str
IP_string(ip: str) -> str
to_IP4(ip: str) -> str
to_IP6(ip: str) -> str
is_IPv4(ip: str) -> bool
is_IPv6(ip: str) -> bool
is_IP(ip: str) -> bool
is_loopback_IP(ip: str) -> bool
is_multicast_IP(ip: str) -> bool
is_interface_local_multicast_IP(ip: str) -> bool
is_link_local_multicast_IP(ip: str) -> bool
is_link_local_unicast_IP(ip: str) -> bool
is_global_unicast_IP(ip: str) -> bool
is_unspecified_IP(ip: str) -> bool
parse_CIDR(cidr: str) -> {str:any}
is_IP_in_CIDR(ip: str, cidr: str) -> bool`,
  regex: `
replace(string: str, pattern: str, replace: str, count?: int) -> str
match(string: str, pattern: str) -> bool
compile(pattern: str) -> bool
findall(string: str, pattern: str) -> [str]
search(string: str, pattern: str) -> bool
split(string: str, pattern: str, maxsplit?: int) -> [str]`,
  runtime: `
catch(func: ()->any) -> str`,
  template: `
execute(template: str, data?: {str:any}) -> str
html_escape(data: str) -> str`,
  units: `
${UNIT_NAMES.map((unit) => `${unit}: int`).join('\n')}
${UNIT_NAMES.filter((unit) => unit !== 'k')
  .map((unit) => `to_${unit}(num: int|float) -> str`)
  .join('\n')}
NumberMultiplier: multiplier`,
  yaml: `
encode(data: any, sort_keys?: bool, ignore_private?: bool, ignore_none?: bool, multiline_string?: bool) -> str
encode_all(data: [any], sort_keys?: bool, ignore_private?: bool, ignore_none?: bool) -> str
decode(value: str) -> any
decode_all(value: str) -> [any]
dump_to_file(data: any, filename: str, sort_keys?: bool, ignore_private?: bool, ignore_none?: bool) -> str
dump_all_to_file(data: [any], filename: str, sort_keys?: bool, ignore_private?: bool, ignore_none?: bool) -> str
validate(value: str) -> bool`,
}

/** `net`. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { toText } from '../runtime/operations.ts'
import { Dict, type Value } from '../runtime/values.ts'
import {
  addressText,
  contains,
  maskOf,
  networkText,
  parseAddress,
  parseIpv4,
  parseIpv6,
  parseNetwork,
  toIpv4,
  toIpv6,
  type Address,
  type Network,
} from './addresses.ts'
import { argument, has, intOf, listOf, text, textOf } from './arguments.ts'
import { once } from './once.ts'

/** One of several arguments that are missed together. */
function oneOf(call: Call, names: readonly string[], index: number): Value {
  const name = names[index] ?? ''
  if (has(call, index, name)) return argument(call, index, name)
  const quoted = names.map((name) => `'${name}'`)
  const listed = names.length > 2 ? `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}` : quoted.join(' and ')
  return fail(`${call.name}() missing ${names.length} required positional arguments: ${listed}`)
}

function refuse(call: Call, why: string): never {
  return fail(`${call.name}() ${why}`)
}

function networkOf(call: Call, value: Value): Network {
  const network = parseNetwork(textOf(value))
  return typeof network === 'string' ? refuse(call, `invalid cidr: ${network}`) : network
}

const HOST = ['cidr', 'host_num']

function host(call: Call): Value {
  const { bits, value, prefix } = networkOf(call, oneOf(call, HOST, 0))
  const number = BigInt(intOf(oneOf(call, HOST, 1)))
  const size = 1n << BigInt(bits - prefix)
  if (number >= size || -number > size) {
    refuse(call, `prefix of ${prefix} does not accommodate a host numbered ${number}`)
  }
  return addressText({ bits, value: value + (number < 0n ? size + number : number) })
}

function checkedPrefix({ bits, prefix }: Network, more: bigint, call: Call): number {
  if (more < 0n) refuse(call, 'invalid additional_bits: cannot be negative')
  const extended = BigInt(prefix) + more
  if (extended > bits) {
    const kind = bits === 32 ? 'IPv4' : 'IPv6'
    const why = `would extend network length to ${extended} bits, which is too long for ${kind}`
    refuse(call, `invalid additional_bits: ${why}`)
  }
  return Number(extended)
}

const SUBNET = ['cidr', 'additional_bits', 'net_num']

function subnet(call: Call): Value {
  const base = networkOf(call, oneOf(call, SUBNET, 0))
  const more = BigInt(intOf(oneOf(call, SUBNET, 1)))
  if (more < 0n) refuse(call, 'invalid additional_bits: cannot be negative')
  const number = BigInt(intOf(oneOf(call, SUBNET, 2)))
  if (number < 0n) refuse(call, 'invalid net_num: cannot be negative')
  const prefix = checkedPrefix(base, more, call)
  if (number >= 1n << more) refuse(call, `additional_bits of ${more} does not accommodate a net_num of ${number}`)
  const { bits, value } = base
  return networkText({ bits, value: value + (number << BigInt(bits - prefix)), prefix })
}

const MOST_BITS = 63n

const SUBNETS = ['cidr', 'additional_bits']

/** Each one goes to the first place where it fits. */
function subnets(call: Call): Value {
  const base = networkOf(call, oneOf(call, SUBNETS, 0))
  const { bits } = base
  const end = base.value + (1n << BigInt(bits - base.prefix))
  const taken: Network[] = []
  return listOf(oneOf(call, SUBNETS, 1)).map((given) => {
    const more = BigInt(intOf(given))
    if (bits === 128 && more > MOST_BITS) {
      refuse(call, `invalid additional_bits: cannot extend more than ${MOST_BITS} bits`)
    }
    const prefix = checkedPrefix(base, more, call)
    const size = 1n << BigInt(bits - prefix)
    let value = base.value
    for (;;) {
      const found = value
      const other = taken.find(
        (one) => found < one.value + (1n << BigInt(bits - one.prefix)) && one.value < found + size,
      )
      if (!other) break
      const after = other.value + (1n << BigInt(bits - other.prefix))
      value = base.value + ((after - base.value + size - 1n) / size) * size
    }
    if (value + size > end) {
      const last = taken.at(-1)
      const where = last ? ` after ${networkText(last)}` : ''
      refuse(call, `not enough remaining address space for a subnet with a prefix of ${prefix} bits${where}`)
    }
    const network = { bits, value, prefix }
    taken.push(network)
    return networkText(network)
  })
}

function splitHostPort(call: Call): Value {
  const source = text(call, 0, 'ip_end_point')
  const wrong = (why: string): never => fail(`ip_end_point "${source}" ${why}`)
  const colon = source.lastIndexOf(':')
  if (colon < 0) return wrong('missing port')
  let name = source.slice(0, colon)
  let [opensFrom, closesFrom] = [0, 0]
  if (source.startsWith('[')) {
    const end = source.indexOf(']')
    if (end < 0) return wrong("missing ']'")
    if (end + 1 !== colon) return wrong(source[end + 1] === ':' ? 'too many colons' : 'missing port')
    name = source.slice(1, end)
    ;[opensFrom, closesFrom] = [1, end + 1]
  } else if (name.includes(':')) return wrong('too many colons')
  if (source.includes('[', opensFrom)) return wrong("unexpected '['")
  if (source.includes(']', closesFrom)) return wrong("unexpected ']'")
  return [name, source.slice(colon + 1)]
}

function network(source: string): Network {
  return parseNetwork(source) as Network
}

const networks = (...sources: readonly string[]): (() => readonly Network[]) => once(() => sources.map(network))

/** Networks whose addresses are not reachable from everywhere. */
const NOT_GLOBAL = networks(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001:db8::/32',
)
const GLOBAL_ALL_THE_SAME = networks('192.0.0.9/32', '192.0.0.10/32', '64:ff9b::/96')

const isGlobalIpv6 = within('2000::/3')
const isLocalMulticast = within('224.0.0.0/24')

function isGlobalUnicast(address: Address): boolean {
  if (GLOBAL_ALL_THE_SAME().some((one) => contains(one, address))) return true
  if (NOT_GLOBAL().some((one) => contains(one, address))) return false
  return address.bits === 32 || isGlobalIpv6(address)
}

/** `ffXS::/16`: the flags X do not count. */
function isMulticastOfScope({ bits, value }: Address, scope: bigint): boolean {
  return bits === 128 && ((value >> 112n) & 0xff0fn) === (0xff00n | scope)
}

/** What is no address is none of a kind either. */
function claim(holds: (address: Address) => boolean, name?: string): LibraryMember {
  return (call) => {
    const address = parseAddress(text(name === undefined ? call : { ...call, name }, 0, 'ip'))
    return address !== undefined && holds(address)
  }
}

function within(...sources: readonly string[]): (address: Address) => boolean {
  const found = networks(...sources)
  return (address) => found().some((one) => contains(one, address))
}

/** Several functions go by the name of one in messages. */
function addressSource(call: Call): string {
  return text({ ...call, name: 'IP_string' }, 0, 'ip')
}

const ipText: LibraryMember = (call) => {
  const address = parseAddress(addressSource(call))
  return address ? addressText(address) : ''
}

function ipv4Text(call: Call): Value {
  const source = addressSource(call)
  const address = parseAddress(source)
  if (!address) return `can not both parse ${source} to ipv6 and ipv4,err:invalid IPv6 address syntax`
  const found = toIpv4(address)
  return found ? addressText(found) : `can not parse ${source} ipv6 to ipv4!`
}

function ipv6Text(call: Call): Value {
  const source = addressSource(call)
  const address = parseAddress(source)
  if (!address) return `can not both parse ${source} to ipv6 and ipv4,err:invalid IPv4 address syntax`
  return addressText(toIpv6(address))
}

function isInNetwork(call: Call): Value {
  const names = ['ip', 'cidr']
  const address = parseAddress(textOf(oneOf(call, names, 0)))
  if (!address) return refuse(call, 'invalid ip: invalid IP address syntax')
  const found = networkOf(call, oneOf(call, names, 1))
  return contains(found, found.bits === 128 ? toIpv6(address) : address)
}

function hostPort(call: Call): Value {
  const names = ['host', 'port']
  const [given, port] = [oneOf(call, names, 0), oneOf(call, names, 1)]
  const isBracketed = typeof given === 'string' && given.includes(':')
  return `${isBracketed ? `[${given}]` : toText(given)}:${toText(port)}`
}

export const net: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  ['CIDR_host', host],
  [
    'CIDR_netmask',
    (call) => {
      const found = networkOf(call, text(call, 0, 'cidr'))
      if (found.bits === 128) return refuse(call, 'IPv6 addresses cannot have a netmask')
      return addressText({ bits: 32, value: maskOf(32, found.prefix) })
    },
  ],
  ['CIDR_subnet', subnet],
  ['CIDR_subnets', subnets],
  ['split_host_port', splitHostPort],
  ['join_host_port', hostPort],
  ['fqdn', (call) => textOf(argument(call, 0, 'name'))],
  ['parse_IP', ipText],
  ['IP_string', ipText],
  ['to_IP4', ipv4Text],
  ['to_IP6', ipv6Text],
  ['is_IPv4', (call) => parseIpv4(text(call, 0, 'ip')) !== undefined],
  ['is_IPv6', (call) => parseIpv6(text(call, 0, 'ip')) !== undefined],
  ['is_IP', claim(() => true)],
  ['is_loopback_IP', claim(within('127.0.0.0/8', '::1/128'))],
  ['is_multicast_IP', claim(within('224.0.0.0/4', 'ff00::/8'), 'kcl_net_is_multicast_IP')],
  ['is_interface_local_multicast_IP', claim((address) => isMulticastOfScope(address, 1n))],
  ['is_link_local_multicast_IP', claim((address) => isLocalMulticast(address) || isMulticastOfScope(address, 2n))],
  ['is_link_local_unicast_IP', claim(within('169.254.0.0/16', 'fe80::/10'))],
  ['is_global_unicast_IP', claim(isGlobalUnicast)],
  ['is_unspecified_IP', claim(within('0.0.0.0/32', '::/128'))],
  [
    'parse_CIDR',
    (call) => {
      const found = parseNetwork(text(call, 0, 'cidr'))
      if (typeof found === 'string') return new Dict()
      return new Dict(
        new Map<string, Value>([
          ['ip', addressText(found)],
          ['mask', found.prefix],
        ]),
      )
    },
  ],
  ['is_IP_in_CIDR', isInNetwork],
])

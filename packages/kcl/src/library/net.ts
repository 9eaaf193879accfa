/** Addresses and networks, IPv4 and IPv6. */
import type { Call, LibraryMember } from '../runtime/context.ts'
import { fail } from '../runtime/errors.ts'
import { toText } from '../runtime/operations.ts'
import { Dict, type Value } from '../runtime/values.ts'
import { argument, int, text } from './arguments.ts'

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export function parseAddress(source: string): Address | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(source)) {
    const parts = source.split('.').map(Number)
    if (parts.some((part) => part > 255)) return undefined
    return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) }
  }
  if (!source.includes(':') || !/^[0-9a-fA-F:.]+$/.test(source)) return undefined
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(source)
  const v4 = embedded ? parseAddress(embedded[2] ?? '') : undefined
  if (embedded && !v4) return undefined
  const written =
    embedded && v4 ? `${embedded[1]}${(v4.value >> 16n).toString(16)}:${(v4.value & 0xffffn).toString(16)}` : source
  const halves = written.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string | undefined): string[] => (half ? half.split(':') : [])
  const [head, tail] = [groups(halves[0]), groups(halves[1])]
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => '0'), ...tail]
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return { bits: 128, value: all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) }
}

export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16))
  let best = { start: -1, length: 1 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  if (best.start < 0) return groups.join(':')
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`
}

function address(call: Call): Address {
  const source = text(call, 0, 'ip')
  return parseAddress(source) ?? fail(`invalid ip address ${source}`)
}

interface Network extends Address {
  readonly prefix: number
}

function network(call: Call, index = 0): Network {
  const source = text(call, index, 'cidr')
  const [ip = '', prefix = ''] = source.split('/')
  const found = parseAddress(ip)
  if (!found || !/^\d+$/.test(prefix) || Number(prefix) > found.bits) return fail(`invalid CIDR ${source}`)
  const mask = maskOf(found.bits, Number(prefix))
  return { ...found, value: found.value & mask, prefix: Number(prefix) }
}

function maskOf(bits: number, prefix: number): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix)
}

function inNetwork(found: Address, base: string): boolean {
  const [ip = '', prefix = ''] = base.split('/')
  const other = parseAddress(ip)
  if (!/^\d+$/.test(prefix) || (other && Number(prefix) > other.bits)) return fail(`invalid CIDR ${base}`)
  if (!other || other.bits !== found.bits) return false
  const mask = maskOf(found.bits, Number(prefix))
  return (found.value & mask) === (other.value & mask)
}

const within =
  (...networks: readonly string[]): LibraryMember =>
  (call) => {
    const found = address(call)
    return networks.some((base) => inNetwork(found, base))
  }

function subnet(call: Call): Value {
  const base = network(call)
  const [more, number] = [int(call, 1, 'additional_bits'), int(call, 2, 'net_num')]
  const prefix = base.prefix + more
  if (prefix > base.bits) return fail(`not enough remaining address space for a subnet with a prefix of ${prefix} bits`)
  return `${addressText({ bits: base.bits, value: base.value + (BigInt(number) << BigInt(base.bits - prefix)) })}/${prefix}`
}

/** `ffXS::/16`: the flags X do not count. */
function isMulticastOfScope({ bits, value }: Address, scope: bigint): boolean {
  return bits === 128 && ((value >> 112n) & 0xff0fn) === (0xff00n | scope)
}

/** Networks whose addresses are not reachable from everywhere. */
const NOT_GLOBAL = [
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
  '::/128',
  '::1/128',
  '::ffff:0:0/96',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

export const net: ReadonlyMap<string, LibraryMember> = new Map<string, LibraryMember>([
  [
    'CIDR_host',
    (call) => {
      const base = network(call)
      return addressText({ bits: base.bits, value: base.value + BigInt(int(call, 1, 'host_num')) })
    },
  ],
  [
    'CIDR_netmask',
    (call) => {
      const base = network(call)
      return addressText({ bits: base.bits, value: maskOf(base.bits, base.prefix) })
    },
  ],
  ['CIDR_subnet', subnet],
  [
    'CIDR_subnets',
    (call) => {
      const base = network(call)
      const given = argument(call, 1, 'additional_bits')
      const steps = (Array.isArray(given) ? (given as readonly Value[]) : call.positional.slice(1)).map(Number)
      let at = base.value
      return steps.map((more) => {
        const prefix = base.prefix + more
        const size = 1n << BigInt(base.bits - prefix)
        at = ((at + size - 1n) / size) * size
        const shown = `${addressText({ bits: base.bits, value: at })}/${prefix}`
        at += size
        return shown
      })
    },
  ],
  [
    'split_host_port',
    (call) => {
      const source = text(call, 0, 'ip_end_point')
      const match = /^\[(.*)\]:(.*)$/.exec(source) ?? /^(.*):([^:]*)$/.exec(source)
      return match ? [match[1] ?? '', match[2] ?? ''] : fail(`invalid ip end point ${source}`)
    },
  ],
  [
    'join_host_port',
    (call) => {
      const host = text(call, 0, 'host')
      return `${host.includes(':') ? `[${host}]` : host}:${toText(argument(call, 1, 'port'))}`
    },
  ],
  ['fqdn', (call) => text(call, 0, 'name', '')],
  ['parse_IP', (call) => addressText(address(call))],
  ['IP_string', (call) => addressText(address(call))],
  ['to_IP4', (call) => addressText(address(call))],
  [
    'to_IP6',
    (call) => {
      const found = address(call)
      return found.bits === 128 ? addressText(found) : `::ffff:${addressText(found)}`
    },
  ],
  ['is_IPv4', (call) => parseAddress(text(call, 0, 'ip'))?.bits === 32],
  ['is_IPv6', (call) => parseAddress(text(call, 0, 'ip'))?.bits === 128],
  ['is_IP', (call) => parseAddress(text(call, 0, 'ip')) !== undefined],
  ['is_loopback_IP', within('127.0.0.0/8', '::1/128')],
  ['is_multicast_IP', within('224.0.0.0/4', 'ff00::/8')],
  ['is_interface_local_multicast_IP', (call) => isMulticastOfScope(address(call), 1n)],
  [
    'is_link_local_multicast_IP',
    (call) => {
      const found = address(call)
      return found.bits === 32 ? inNetwork(found, '224.0.0.0/24') : isMulticastOfScope(found, 2n)
    },
  ],
  ['is_link_local_unicast_IP', within('169.254.0.0/16', 'fe80::/10')],
  [
    'is_global_unicast_IP',
    (call) => {
      const found = address(call)
      return !NOT_GLOBAL.some((base) => inNetwork(found, base))
    },
  ],
  ['is_unspecified_IP', within('0.0.0.0/32', '::/128')],
  [
    'parse_CIDR',
    (call) => {
      const base = network(call)
      return new Dict(
        new Map<string, Value>([
          ['ip', addressText(base)],
          ['mask', base.prefix],
        ]),
      )
    },
  ],
  ['is_IP_in_CIDR', (call) => inNetwork(address(call), text(call, 1, 'cidr'))],
])

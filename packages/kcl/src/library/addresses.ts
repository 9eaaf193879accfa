/** Addresses and networks, IPv4 and IPv6: read, written, and which networks hold them. */

export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Network extends Address {
  readonly prefix: number
}

export function parseAddress(source: string): Address | undefined {
  return parseIpv4(source) ?? parseIpv6(source)
}

export function parseIpv4(source: string): Address | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(source)) return undefined
  const parts = source.split('.').map(Number)
  if (parts.some((part) => part > 255)) return undefined
  return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) }
}

export function parseIpv6(source: string): Address | undefined {
  if (!source.includes(':') || !/^[0-9a-fA-F:.]+$/.test(source)) return undefined
  const embedded = /^(.*:)([\d.]+)$/.exec(source.includes('.') ? source : '')
  const v4 = embedded ? parseIpv4(embedded[2] ?? '') : undefined
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

const MAPPED = 0xffffn

export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  if (value >> 32n === MAPPED) return `::ffff:${addressText({ bits: 32, value: value & 0xffffffffn })}`
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

export function networkText(network: Network): string {
  return `${addressText(network)}/${network.prefix}`
}

/** As an IPv6 address; what is one already stays. */
export function toIpv6({ bits, value }: Address): Address {
  return { bits: 128, value: bits === 128 ? value : (MAPPED << 32n) | value }
}

/** The IPv4 address that an IPv6 one stands for. */
export function toIpv4(address: Address): Address | undefined {
  if (address.bits === 32) return address
  const upper = address.value >> 32n
  return upper === 0n || upper === MAPPED ? { bits: 32, value: address.value & 0xffffffffn } : undefined
}

export function maskOf(bits: number, prefix: number): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix)
}

/** A network without a length holds one address. What is wrong is said in the reference's words. */
export function parseNetwork(source: string): Network | string {
  const slash = source.lastIndexOf('/')
  const address = parseAddress(slash < 0 ? source : source.slice(0, slash))
  if (!address) return "couldn't parse address in network: invalid IP address syntax"
  const { bits, value } = address
  const length = slash < 0 ? String(bits) : source.slice(slash + 1)
  if (!/^\+?\d+$/.test(length)) {
    const why = length === '' ? 'cannot parse integer from empty string' : 'invalid digit found in string'
    return `couldn't parse length in network: ${why}`
  }
  const prefix = Number(length)
  if (prefix > 255) return "couldn't parse length in network: number too large to fit in target type"
  if (prefix > bits) {
    const kind = bits === 32 ? 'Ipv4' : 'Ipv6'
    return `invalid length for network: Network length ${prefix} is too long for ${kind} (maximum: ${bits})`
  }
  return (value & maskOf(bits, prefix)) === value ? { bits, value, prefix } : 'host part of address was not zero'
}

export function contains(network: Network, { bits, value }: Address): boolean {
  return network.bits === bits && (value & maskOf(bits, network.prefix)) === network.value
}

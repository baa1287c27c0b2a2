/** Whom a limit counts: networks, never single addresses, because a device chooses half of an IPv6 address itself. */
import { isIPv4, isIPv6 } from 'node:net'

/** The eight groups of an IPv6 address, as numbers; its last two may be written as an IPv4 address. */
function groupsOf(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_dotted, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = [], tail] = hex.split('::').map((part) => (part ? part.split(':') : []))
  const all = tail ? [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail] : head
  return all.map((group) => Number.parseInt(group, 16))
}

/**
 * The network of a household or hall: an IPv4 address, also where it is written as an IPv6 one (mapped, or by NAT64),
 * or the first 64 bits of an IPv6 address. What is already a network, or no address at all, stays.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  const groups = groupsOf(plain)
  const within = groups.slice(0, 6).join(':')
  if (within === '0:0:0:0:0:65535' || within === `${0x64}:${0xff9b}:0:0:0:0`)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.')
  return groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')
}

const prefix = (groups: readonly number[], bits: number): string =>
  `${bits}|${groups.map((group, at) => group & (0xffff << Math.max(0, 16 - Math.max(0, bits - 16 * at))) & 0xffff)}`

/** What one firm or provider of servers has: an IPv4 address, or the first 48 bits of an IPv6 one. */
export function siteOf(address: string): string {
  const network = networkOf(address)
  return network.includes(':') ? network.split(':').slice(0, 3).join(':') : network
}

/**
 * Whose a network is: ever wider blocks around it, the widest first, itself last. Whoever rents one machine has as many
 * networks of 64 bits as he likes, all in one block of 48 or 56 bits; blocks of 20 to 32 bits are a provider's.
 */
export function blocksOf(address: string): string[] {
  const network = networkOf(address)
  if (isIPv4(network)) {
    const bytes = network.split('.')
    return [1, 2, 3, 4].map((length) => bytes.slice(0, length).join('.'))
  }
  if (!network.includes(':')) return [network]
  const groups = groupsOf(`${network}::`).slice(0, 4)
  return [...[20, 32, 40, 48, 56].map((bits) => prefix(groups, bits)), network]
}

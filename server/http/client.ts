/** The client's address, and how its browser reached us. */
import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { getRequestIP, type H3Event } from 'h3'
import { serverEnv } from '#server/env.ts'
import { AppError } from '#shared/errors.ts'

/** What a request and a handshake have in common. */
export interface Asked {
  headers: IncomingHttpHeaders
  socket: { remoteAddress?: string }
}

const kindOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    if (bits === undefined) list.addAddress(address, kindOf(address))
    else list.addSubnet(address, Number(bits), kindOf(address))
  }
  return list
}
const holds = (list: BlockList, address: string) => isIP(address) !== 0 && list.check(address, kindOf(address))

let trusted: { from: string; list: BlockList } | undefined
/** Whether an address is that of a proxy of ours (TRUST_PROXY). */
export function isProxy(address: string): boolean {
  const entries = serverEnv.trustProxy ?? []
  const from = entries.join()
  if (trusted?.from !== from) trusted = { from, list: listOf(entries) }
  return holds(trusted.list, address)
}

/** One hop of X-Forwarded-For, without the port that some proxies add. */
const hopOf = (text: string) => text.trim().replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2')

/**
 * The address of the client. Behind proxies of ours: the last one that they report and that is none of them; what
 * stands further left came from the client itself.
 */
export function addressOf(event: H3Event): string {
  const hops = (event.node.req.headers['x-forwarded-for']?.toString() ?? '').split(',').map(hopOf)
  let address = getRequestIP(event) ?? ''
  while (isProxy(address)) {
    const before = hops.pop()
    if (!before || isIP(before) === 0) break
    address = before
  }
  return address
}

function urlOf(text: string | undefined): URL | undefined {
  try {
    return text ? new URL(text) : undefined
  } catch {
    return undefined
  }
}

/** The public address, if it is https. */
function securePublic(): URL | undefined {
  const url = urlOf(serverEnv.publicUrl)
  return url?.protocol === 'https:' ? url : undefined
}

/** Whether the request is for the host of a public https address, and not for one of the hall's own network. */
export function isForPublicHost({ headers: { host } }: Asked): boolean {
  const url = securePublic()
  return url !== undefined && urlOf(host && `https://${host}`)?.host === url.host
}

/**
 * Whether the page that sent the request was opened over https: only then its browser keeps a `Secure` cookie. Browsers
 * say so in the Origin header of each write, unchanged by proxies; server/middleware/same-origin.ts has checked that it
 * is ours. Without the header a proxy of ours says so, or else the host that was asked for.
 */
export function isOverHttps(asked: Asked): boolean {
  const { origin, host, 'x-forwarded-proto': told } = asked.headers
  if (origin !== undefined && origin !== 'null') return origin.startsWith('https:')
  if (told && isProxy(asked.socket.remoteAddress ?? ''))
    return /^https\b/i.test(told.toString().split(',').at(-1)!.trim())
  return host === undefined ? securePublic() !== undefined : isForPublicHost(asked)
}

/** Networks that the internet does not lead to. */
const OWN_NETWORKS = listOf(
  '127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 ::1 fc00::/7 fe80::/10'.split(' '),
)
/** A proxy would most likely stand here. */
export const isNear = (address: string) => holds(OWN_NETWORKS, address)
const isOwnNetwork = (hostname: string) =>
  isIP(hostname) === 0 ? /^[^.]+$|\.(?:local|lan|home|internal)$/.test(hostname) : holds(OWN_NETWORKS, hostname)

/**
 * Before a password is taken: with a public https address it must not travel the internet in the clear. The hall's own
 * network stays as it is.
 * @throws AppError `forbidden`, with the address to open
 */
export function requireSafeWay({ node: { req } }: H3Event): void {
  const url = securePublic()
  if (!url || isOverHttps(req)) return
  const { origin, host } = req.headers
  const hostname = urlOf(origin ?? `http://${host}`)?.hostname.replace(/^\[|\]$/g, '') ?? ''
  if (hostname !== url.hostname && isOwnNetwork(hostname)) return
  throw new AppError('forbidden', `现在的网址没有加密，密码可能被别人看到。请打开 ${url.origin} 再登录。`)
}

/**
 * What holds for every answer, whoever gives it: pages, routes, files, errors and the short way of answers. The
 * production entry calls it before anything else sees a request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { report } from '#server/log/report.ts'
import { isForPublicHost, isNear, isOverHttps, isProxy } from './client.ts'
import { prefixed, takePrefixed } from './prefixed.ts'

/** One year, in seconds; without subdomains, which may be anybody's. */
const HSTS = 'max-age=31536000'

/** What members and holders of a one-time link see: it must not stay on a shared computer. */
const OFFICE = /^\/+(?:api\/+)?(?:console|session|setup|join|invitations)(?![\w-])/i

/** Only proxies of ours may say for whom they ask. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
]

/** Removes what nobody may say of himself, and gives our cookies their plain names. @returns those that had them */
export function takeRequest(request: IncomingMessage): ReadonlySet<string> {
  const peer = request.socket.remoteAddress ?? ''
  if (!isProxy(peer)) {
    // Behind a proxy that is not named, all visitors would be one network, and share its limits.
    if (request.headers['x-forwarded-for'] && isNear(peer))
      report('warn', 'proxy', 'X-Forwarded-For was not believed: its sender is not in TRUST_PROXY')
    for (const name of FORWARDED) delete request.headers[name]
  }
  return takePrefixed(request.headers, isOverHttps(request))
}

/**
 * Where a page may open sockets: at the host that it came from, whose scheme a proxy may have changed. The oldest
 * browsers do not count sockets to `'self'`. An IPv6 address cannot be named in a policy.
 */
function withSockets(policy: string, host: string | undefined): string {
  const hosts = host && /^[\w.-]+(?::\d+)?$/.test(host) ? ` ws://${host} wss://${host}` : ''
  return policy.replace(/(connect-src 'self')(?=;|$)/, `$1${hosts}`)
}

function dress(request: IncomingMessage, response: ServerResponse, plain: ReadonlySet<string>): void {
  if (isForPublicHost(request)) response.setHeader('strict-transport-security', HSTS)
  const kept = response.getHeader('cache-control')
  if (OFFICE.test(request.url ?? '') && !String(kept).includes('no-store'))
    response.setHeader('cache-control', 'no-store')
  const policy = response.getHeader('content-security-policy')
  if (typeof policy === 'string')
    response.setHeader('content-security-policy', withSockets(policy, request.headers.host))
  const cookies = response.getHeader('set-cookie')
  if (cookies !== undefined && isOverHttps(request))
    response.setHeader('set-cookie', prefixed([cookies].flat().map(String), plain))
}

/** To be called before anything reads the request or writes the answer. */
export function standInFront(request: IncomingMessage, response: ServerResponse): void {
  const plain = takeRequest(request)
  const write = response.writeHead
  // Node calls it for every answer, also where only `end` was called.
  Object.defineProperty(response, 'writeHead', {
    value: (...given: unknown[]): unknown => {
      dress(request, response, plain)
      return Reflect.apply(write, response, given)
    },
  })
}

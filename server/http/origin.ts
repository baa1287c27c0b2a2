/** The address under which people reach this server: what goes into QR codes and links. */
import type { IncomingHttpHeaders } from 'node:http'

/**
 * PUBLIC_URL where it is set; otherwise the host the browser used, which in a hall is the PC's address on its own
 * network. A forged Host header only changes what its own sender sees: nothing made from it is stored or cached.
 */
export function publicOrigin(headers: IncomingHttpHeaders): string {
  const fixed = process.env.PUBLIC_URL
  if (fixed) return fixed.replace(/\/+$/, '')
  const host = headers.host && /^[a-zA-Z0-9.:[\]-]+$/.test(headers.host) ? headers.host : 'localhost'
  return `http://${host}`
}

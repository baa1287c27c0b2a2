/** The public address of this server, for QR codes and links. */
import type { IncomingHttpHeaders } from 'node:http'
import { serverEnv } from '#server/env.ts'
import { isLoopback } from '#shared/campaign/qr.ts'
import { chosenOrigin, ownChoices } from './address.ts'

/**
 * PUBLIC_URL where it is set; then the address that was chosen in the office; otherwise the host that the browser used,
 * or on the server's own computer, whose name for itself no phone can open, its address in the local network. A forged
 * Host header changes only the response to its own sender: nothing derived from it is stored or cached.
 */
export function publicOrigin(headers: IncomingHttpHeaders): string {
  const settled = serverEnv.publicUrl ?? chosenOrigin() ?? (isLocalHost(headers.host) ? lanOrigin() : null)
  if (settled) return settled
  const host = headers.host && /^[\w.:[\]-]+$/.test(headers.host) ? headers.host : 'localhost'
  return `http://${host}`
}

/** This machine's likeliest address in the local network, if the server listens there. */
function lanOrigin(): string | null {
  if (serverEnv.host !== '0.0.0.0' && serverEnv.host !== '::') return null
  return ownChoices(serverEnv.port).find(({ likely }) => likely)?.origin ?? null
}

function isLocalHost(host: string | undefined): boolean {
  try {
    return isLoopback(`http://${host}`)
  } catch {
    return false
  }
}

/**
 * The origin for a hall screen's QR code, where the screen's own address would not work: a screen on the hall's own PC
 * is opened by a loopback address, which on a phone would mean the phone itself.
 * @param host requested by the screen's browser. @returns null: use the screen's own address, or no better one is known
 */
export function screenOrigin(host: string | undefined): string | null {
  return serverEnv.publicUrl ?? chosenOrigin() ?? (isLocalHost(host) ? lanOrigin() : null)
}

/** The public address of this server, for QR codes and links. */
import type { IncomingHttpHeaders } from 'node:http'
import { networkInterfaces } from 'node:os'
import { serverEnv } from '#server/env.ts'
import { isLoopback } from '#shared/campaign/qr.ts'

/**
 * PUBLIC_URL where it is set; otherwise the host that the browser used, which in a hall is the PC's address in the
 * local network. A forged Host header changes only the response to its own sender: nothing derived from it is stored or
 * cached.
 */
export function publicOrigin(headers: IncomingHttpHeaders): string {
  if (serverEnv.publicUrl) return serverEnv.publicUrl
  const host = headers.host && /^[a-zA-Z0-9.:[\]-]+$/.test(headers.host) ? headers.host : 'localhost'
  return `http://${host}`
}

/** Network bridges of containers and virtual machines: phones cannot be reached through them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun)/i

/** This machine's address in the local network, if the server listens there. */
function lanOrigin(): string | null {
  if (serverEnv.host !== '0.0.0.0' && serverEnv.host !== '::') return null
  const found = Object.entries(networkInterfaces())
    .flatMap(([name, list = []]) =>
      list
        .filter((one) => one.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))
        .map(({ address }) => ({ name, address })),
    )
    .sort((a, b) => Number(VIRTUAL.test(a.name)) - Number(VIRTUAL.test(b.name)))[0]
  return found ? `http://${found.address}:${serverEnv.port}` : null
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
  return serverEnv.publicUrl ?? (isLocalHost(host) ? lanOrigin() : null)
}

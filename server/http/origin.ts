/** The address under which people reach this server: what goes into QR codes and links. */
import type { IncomingHttpHeaders } from 'node:http'
import { networkInterfaces } from 'node:os'
import { serverEnv } from '#server/env.ts'
import { isLoopback } from '#shared/campaign/qr.ts'

/**
 * PUBLIC_URL where it is set; otherwise the host the browser used, which in a hall is the PC's address on its own
 * network. A forged Host header only changes what its own sender sees: nothing made from it is stored or cached.
 */
export function publicOrigin(headers: IncomingHttpHeaders): string {
  if (serverEnv.publicUrl) return serverEnv.publicUrl
  const host = headers.host && /^[a-zA-Z0-9.:[\]-]+$/.test(headers.host) ? headers.host : 'localhost'
  return `http://${host}`
}

/** Bridges of containers and virtual machines: nobody's phone is on them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|tun|tap|utun)/i

/** This machine's address on the local network, if it listens there. */
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
 * What a hall screen puts into its QR code, where that is better than the address it was opened by: a screen on the
 * hall's own PC is opened by a loopback address, which a phone would look for in itself.
 * @param host what the screen's browser asked for. @returns null: the screen's own address, or nothing better is known
 */
export function screenOrigin(host: string | undefined): string | null {
  return serverEnv.publicUrl ?? (isLocalHost(host) ? lanOrigin() : null)
}

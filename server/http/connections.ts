/** How many connections the server takes, and how many of them one site may hold. */
import type { Server } from 'node:http'
import { isProxy } from './client.ts'
import { siteOf } from './network.ts'

/**
 * The share of one site: a laptop that opens connections and says nothing would otherwise hold all of them. A whole
 * hall may be behind one address, so it is large.
 */
const SHARE = 0.75
/** Six connections of each phone of a hall of 1,600. */
const MOST_OF_SITE = 10_000

/** Proxies of ours speak for many, and limit their own clients. @param most in all, e.g. `connectionsAllowed()` */
export function limitConnections(server: Server, most: number): void {
  server.maxConnections = most
  const mostOfSite = Math.min(MOST_OF_SITE, Math.floor(most * SHARE))
  const held = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? ''
    if (isProxy(address)) return
    const site = siteOf(address)
    const count = (held.get(site) ?? 0) + 1
    if (count > mostOfSite) return void socket.destroy()
    held.set(site, count)
    socket.once('close', () => {
      const left = (held.get(site) ?? 1) - 1
      if (left > 0) held.set(site, left)
      else held.delete(site)
    })
  })
}

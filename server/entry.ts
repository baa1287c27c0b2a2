/**
 * Production entry: Nitro's node-server entry, plus a clear one-line error for a taken port and a graceful shutdown.
 */
import '#nitro-internal-pollyfills'
import { createServer } from 'node:http'
import { toNodeListener } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { trapUnhandledNodeErrors } from 'nitropack/runtime/internal'
import { serverEnv } from '#server/env.ts'
import { limitConnections } from '#server/http/connections.ts'
import { connectionsAllowed } from '#server/http/descriptors.ts'
import { takeExpressLane } from '#server/http/express-lane.ts'
import { standInFront, takeRequest } from '#server/http/front.ts'
import { useRealtime } from '#server/realtime/io.ts'

/** Requests in flight at SIGTERM get this long to finish, in ms. */
const DRAIN_MS = 5_000

const nitroApp = useNitroApp()
const normal = toNodeListener(nitroApp.h3App)
const server = createServer((request, response) => {
  standInFront(request, response)
  // HEAD is answered like GET; Node leaves out the body, which it decides before this line.
  if (request.method === 'HEAD') request.method = 'GET'
  if (!takeExpressLane(request, response)) void normal(request, response)
})
server.on('upgrade', (request, socket, head) => {
  takeRequest(request)
  const realtime = useRealtime()
  if (realtime && request.url?.startsWith('/socket.io/')) realtime.engine.handleUpgrade(request as never, socket, head)
  else socket.destroy()
})
// A phone on a weak network sends slowly, so the timeouts are long; a dead half-open connection must still be closed.
server.requestTimeout = 60_000
server.keepAliveTimeout = 65_000

limitConnections(server, connectionsAllowed())

const { port, host } = serverEnv

async function close(): Promise<void> {
  const drained = new Promise<void>((resolve) => server.close(() => resolve()))
  // A keep-alive connection becomes idle again after its last response; during shutdown nothing else would close it.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  await nitroApp.hooks.callHook('stopping')
  await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())])
  clearInterval(idle)
  server.closeAllConnections()
  await nitroApp.hooks.callHook('close')
}

const listening = new Promise<void>((resolve, reject) => {
  server.once('error', reject)
  server.listen({ port, host }, resolve)
})

trapUnhandledNodeErrors()

/**
 * For the launcher: `listening` rejects when the port cannot be bound, `close` resolves when the database may be
 * closed.
 */
export default { listening, close, address: () => server.address() }

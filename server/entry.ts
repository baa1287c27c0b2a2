/**
 * Production entry: Nitro's node-server entry with what a hall needs on top of it,
 * one clear line for a taken port and an orderly stop.
 */
import '#nitro-internal-pollyfills'
import { createServer } from 'node:http'
import { toNodeListener } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { trapUnhandledNodeErrors } from 'nitropack/runtime/internal'
import { serverEnv } from '#server/env.ts'
import { takeExpressLane } from '#server/http/express-lane.ts'
import { useRealtime } from '#server/realtime/io.ts'

/** Requests in flight at SIGTERM get this long to finish, in ms. */
const DRAIN_MS = 5_000

const nitroApp = useNitroApp()
const normal = toNodeListener(nitroApp.h3App)
const server = createServer((request, response) => {
  if (!takeExpressLane(request, response)) void normal(request, response)
})
server.on('upgrade', (request, socket, head) => {
  const realtime = useRealtime()
  if (realtime && request.url?.startsWith('/socket.io/')) realtime.engine.handleUpgrade(request as never, socket, head)
  else socket.destroy()
})
// A phone on a weak network sends slowly; a silent half-open one must still go.
server.requestTimeout = 60_000
server.keepAliveTimeout = 65_000

const { port, host } = serverEnv

async function close(): Promise<void> {
  const drained = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that is kept alive becomes idle again after its last answer; nobody else closes it then.
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

/** For the launcher: `listening` rejects when the port cannot be had, `close` resolves when the database may go. */
export default { listening, close, address: () => server.address() }

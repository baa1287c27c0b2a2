/**
 * Socket.IO without a separate port: Nitro hands polling requests to its engine (plugins/2.realtime.ts), and the
 * production entry hands it the WebSocket upgrades (entry.ts). tests/realtime covers both transports.
 */
import { Server as Engine } from 'engine.io'
import { Server } from 'socket.io'
import { refuseAll, sameOrigin } from './auth.ts'
import { linkRedis } from './redis.ts'

export interface Realtime {
  io: Server
  engine: Engine
  /** False while a configured Redis cannot be reached. */
  adapterReady: () => boolean
  /** Registers what must be done when Redis is back: announcements of other nodes may have been lost. */
  onReturn: (listener: () => void) => void
  close: () => Promise<void>
}

/** @param redisUrl connects several nodes; without it this process is the only node. */
export async function createRealtime(redisUrl?: string): Promise<Realtime> {
  const redis = redisUrl ? await linkRedis(redisUrl) : undefined
  const io = new Server({
    ...(redis && { adapter: redis.adapter }),
    serveClient: false,
    // Timeout for authentication, in ms: clients that have joined no namespace by then are disconnected.
    connectTimeout: 10_000,
  })
  io.use(refuseAll)
  const engine = new Engine({
    // A screen whose cable was pulled is shown as offline after the sum of these, in ms.
    pingInterval: 10_000,
    pingTimeout: 8_000,
    // The largest event is a few hundred bytes.
    maxHttpBufferSize: 16_000,
    allowRequest: (request, answer) => answer(null, sameOrigin(request as never)),
  })
  io.bind(engine as never)
  return {
    io,
    engine,
    adapterReady: () => !redis || redis.isReady(),
    onReturn: (listener) => redis?.onReturn(listener),
    close: async () => {
      // Closes this node's connections only: other nodes keep theirs. Clients reconnect to another node, or to this one
      // later.
      engine.close()
      await io.close()
      await redis?.close()
    },
  }
}

let current: Realtime | undefined
export function provideRealtime(realtime: Realtime | undefined): void {
  current = realtime
}
/**
 * Undefined while the server starts or stops, and in scripts that run without sockets: then there are no clients to
 * notify, which is not an error.
 */
export function useRealtime(): Realtime | undefined {
  return current
}

/**
 * Socket.IO without a separate port: Nitro hands polling requests to its engine (plugins/2.realtime.ts), and the
 * production entry hands it the WebSocket upgrades (entry.ts). tests/realtime covers both transports.
 */
import { Server as Engine } from 'engine.io'
import type { RedisClientType } from 'redis'
import { Server } from 'socket.io'
import { refuseAll, sameOrigin } from './auth.ts'

export interface Realtime {
  io: Server
  engine: Engine
  /** False while a configured Redis cannot be reached. */
  adapterReady: () => boolean
  close: () => Promise<void>
}

/** @param redisUrl connects several nodes; without it this process is the only node. */
export async function createRealtime(redisUrl?: string): Promise<Realtime> {
  let redis: RedisClientType | undefined
  let adapter: ReturnType<typeof import('@socket.io/redis-streams-adapter').createAdapter> | undefined
  if (redisUrl) {
    // Imported only if needed: its 650 files would be half of all files read at start.
    const [{ createClient }, { createAdapter }] = await Promise.all([
      import('redis'),
      import('@socket.io/redis-streams-adapter'),
    ])
    redis = createClient({ url: redisUrl })
    // Without a listener a lost connection would end the process; the Redis client reconnects by itself.
    redis.on('error', () => {})
    await redis.connect()
    adapter = createAdapter(redis)
  }
  const io = new Server({
    ...(adapter && { adapter }),
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
    adapterReady: () => !redis || redis.isReady,
    close: async () => {
      // Closes this node's connections only: other nodes keep theirs. Clients reconnect to another node, or to this one
      // later.
      engine.close()
      await io.close()
      await redis?.close().catch(() => {})
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

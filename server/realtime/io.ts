/**
 * Socket.IO without a port of its own: Nitro hands its engine the polling requests (plugins/2.realtime.ts) and the
 * entry the WebSocket upgrades (entry.ts). tests/realtime covers both transports.
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

/** @param redisUrl joins several nodes into one; without it this process stands alone. */
export async function createRealtime(redisUrl?: string): Promise<Realtime> {
  let redis: RedisClientType | undefined
  let adapter: ReturnType<typeof import('@socket.io/redis-streams-adapter').createAdapter> | undefined
  if (redisUrl) {
    // Only where it is asked for: its 650 files would be half of what a start reads.
    const [{ createClient }, { createAdapter }] = await Promise.all([
      import('redis'),
      import('@socket.io/redis-streams-adapter'),
    ])
    redis = createClient({ url: redisUrl })
    // Without a listener a lost connection would end the process; the client reconnects by itself.
    redis.on('error', () => {})
    await redis.connect()
    adapter = createAdapter(redis)
  }
  const io = new Server({
    ...(adapter && { adapter }),
    serveClient: false,
    // Whoever has shown no credentials by then is cut off, in ms.
    connectTimeout: 10_000,
  })
  io.use(refuseAll)
  const engine = new Engine({
    // A screen whose cable was pulled is shown as offline within the sum of these, in ms.
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
      // Only our own connections: with several nodes the others go on. Clients reconnect elsewhere or when we are back.
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
 * Undefined while the server starts or stops, and in tools that run without sockets: nobody to tell is not an error.
 */
export function useRealtime(): Realtime | undefined {
  return current
}

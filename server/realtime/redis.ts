/**
 * Events between the nodes go through Redis; a node must not depend on it. Clients of this node are served first and at
 * once, whatever Redis does, and what others are to hear waits until it is back.
 */
import type { RedisClientType } from 'redis'
import type { Server } from 'socket.io'

type AdapterOfNamespace = Exclude<Parameters<Server['adapter']>[0], undefined>

export interface RedisLink {
  adapter: AdapterOfNamespace
  /** False while Redis does not answer. */
  isReady: () => boolean
  /** Registers what must be done when Redis is back: announcements of other nodes may have been lost. */
  onReturn: (listener: () => void) => void
  close: () => Promise<void>
}

/** Redis is asked this often whether it is there, and is away once it has been silent for so long, in ms. */
const PING_MS = 1_000
const SILENCE_MS = 3_000
/** Longest pause between two attempts to connect again, in ms. */
const LONGEST_PAUSE_MS = 500
/** Announcements that wait for Redis; when there are more, the newest are dropped. */
const MOST_WAITING = 5_000
/** Once more this long after the return, in ms: other nodes find Redis again a moment later than this one. */
const SETTLED_MS = 1_500

/** Does not wait for Redis, and does not fail without it. */
function serveOwnFirst(redis: RedisClientType, make: AdapterOfNamespace): AdapterOfNamespace {
  // Socket.IO calls it with `new`.
  return function (namespace: never) {
    // The methods of the cluster adapter that decide how it uses Redis; its types keep them to subclasses.
    const adapter: {
      doPublish: (message: unknown) => Promise<string>
      publishAndReturnOffset: (message: unknown) => Promise<string>
      serverCount: () => Promise<number>
    } = Reflect.apply(make, undefined, [namespace])
    const { publishAndReturnOffset: publish, serverCount } = adapter
    // The offset that it would wait for is used only for the recovery of connections, which is not enabled.
    adapter.publishAndReturnOffset = (message) => {
      void publish.call(adapter, message).catch(() => {})
      return Promise.resolve('')
    }
    adapter.serverCount = () => (redis.isReady ? serverCount.call(adapter).catch(() => 1) : Promise.resolve(1))
    return adapter
  } as unknown as AdapterOfNamespace
}

/** @throws if Redis cannot be reached now. */
export async function linkRedis(url: string): Promise<RedisLink> {
  // Imported only if needed: its 650 files would be half of all files read at start.
  const [{ createClient }, { createAdapter }] = await Promise.all([
    import('redis'),
    import('@socket.io/redis-streams-adapter'),
  ])
  const redis: RedisClientType = createClient({
    url,
    pingInterval: PING_MS,
    commandsQueueMaxLength: MOST_WAITING,
    socket: {
      connectTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, LONGEST_PAUSE_MS),
    },
  })
  // Without a listener a lost connection would end the process; the client reconnects by itself.
  redis.on('error', () => {})
  await redis.connect()
  // The adapter does not look at what becomes of these.
  const publish = redis.publish.bind(redis)
  Object.assign(redis, { publish: (...args: Parameters<typeof publish>) => publish(...args).catch(() => 0) })
  // Shorter than the silence above, which its reading connection would otherwise take for a loss.
  const adapter = serveOwnFirst(redis, createAdapter(redis, { blockTimeInMs: PING_MS }))
  const listeners: (() => void)[] = []
  const timers = new Set<NodeJS.Timeout>()
  redis.on('ready', () => {
    for (const ms of [0, SETTLED_MS]) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        for (const listener of listeners) listener()
      }, ms).unref()
      timers.add(timer)
    }
  })
  return {
    adapter,
    isReady: () => redis.isReady,
    onReturn: (listener) => void listeners.push(listener),
    close: async () => {
      timers.forEach((timer) => clearTimeout(timer))
      if (redis.isReady) await redis.close().catch(() => {})
      else redis.destroy()
    },
  }
}

/**
 * The one way to open a namespace. It owns what all of them need alike: the handshake, the credential and its recheck,
 * rights per event, limits, rooms, the form of answers, and an orderly end. A noun brings what differs.
 */
import type { Server, Socket } from 'socket.io'
import { AppError, fromZod } from '#shared/errors.ts'
import type { ClockClientEvents } from '#shared/realtime/clock.ts'
import { answer } from './answer.ts'
import { type Handshake, refusalOf } from './auth.ts'
import { countEvents, type EventLimit, USUAL_LIMIT } from './limits.ts'
import type { Connection, NamespaceTypes, On, OpenNamespace } from './namespace-types.ts'

export interface NamespaceDefinition<N extends NamespaceTypes> {
  path: string
  /**
   * Asked at the handshake. @returns what the connection holds while it lasts. @throws AppError `unauthenticated` for
   * whoever may not enter
   */
  admit: (handshake: Handshake) => Promise<N['data']>
  /**
   * Asked before each event, and every `recheckMs`. @returns what the events are told of who asks; undefined when the
   * credential is worth nothing any more, which ends the connection
   */
  prove: (data: N['data']) => Promise<N['proof'] | undefined>
  /** How often a connection that asks for nothing is proved again, in ms. */
  recheckMs: number
  /** Does the proof give this right? */
  may: (proof: N['proof'], right: N['right']) => boolean
  /** Joined before anything is sent. */
  rooms: (data: N['data']) => string[]
  /** Registers what clients may ask. */
  events: (on: On<N>) => void
  /**
   * Runs once the rooms are joined; a failure is logged and does not end the connection.
   * @returns what to do when the connection is over, also when that is already the case
   */
  enter?: (connection: Connection<N>) => Promise<() => Promise<void>>
  limit?: EventLimit
  /** Connections to this node that one identity may have; the oldest go. */
  connections?: { of: (data: N['data']) => string; max: number }
}

/** Every namespace tells its pages the time. */
const CLOCK_PROBE: keyof ClockClientEvents = 'clock:probe'

/** @returns opens it on a server. */
export function defineNamespace<N extends NamespaceTypes>(
  definition: NamespaceDefinition<N>,
): (io: Server) => OpenNamespace<N> {
  type Handler = (payload: unknown, connection: Connection<N>) => Promise<unknown>
  const { prove, may, limit = USUAL_LIMIT } = definition

  /** @throws AppError `unauthenticated`, and ends the connection after that was answered. */
  async function requireProof(connection: Connection<N>): Promise<NonNullable<N['proof']>> {
    const proof = await prove(connection.data)
    if (proof) return proof
    setImmediate(() => connection.end())
    throw new AppError('unauthenticated')
  }

  // Without a proof: it is no secret, and a look into the database would only make the round trip longer.
  const handlers = new Map<string, Handler>([[CLOCK_PROBE, async () => Date.now()]])
  definition.events((event, schema, { right }, run) => {
    if (handlers.has(event)) throw new Error(`${definition.path} has two handlers of ${event}.`)
    handlers.set(event, async (payload, connection) => {
      const proof = await requireProof(connection)
      if (right !== null && !may(proof, right)) throw new AppError('forbidden')
      const parsed = schema.safeParse(payload)
      if (!parsed.success) throw fromZod(parsed.error)
      return run(parsed.data, proof, connection)
    })
  })

  return (io) => {
    const namespace = io.of(definition.path)
    const connections = new Map<string, Connection<N>>()
    const underWay = new Set<Promise<void>>()
    /** Keeps the server from closing the database under the work it is given. */
    const track = (work: Promise<unknown>): void => {
      const settled: Promise<void> = work
        .then(
          () => {},
          (error: unknown) => console.error(`[socket] ${definition.path}`, error),
        )
        .finally(() => underWay.delete(settled))
      underWay.add(settled)
    }

    /** Answers what nobody knows too, so that a client of another version is not left waiting. */
    function takeEvents(socket: Socket, connection: Connection<N>): void {
      const count = countEvents(limit)
      socket.use(([event, ...args]) => {
        const verdict = count(Date.now())
        if (verdict === 'cut') return void connection.end()
        track(
          answer(args, (payload) => {
            if (verdict === 'refuse') throw new AppError('too_many')
            const handler = handlers.get(event)
            if (!handler) throw new AppError('bad_input', '服务器不认识这个请求，请刷新页面再试。')
            return handler(payload, connection)
          }),
        )
      })
    }

    function sendOldestAway(connection: Connection<N>): void {
      if (!definition.connections) return
      const { of, max } = definition.connections
      const identity = of(connection.data)
      const same = [...connections.values()].filter((other) => of(other.data) === identity)
      for (const old of same.slice(0, -max)) old.end()
    }

    namespace.use((socket, next) => {
      const admit = async () => {
        socket.data = await definition.admit(socket.handshake)
      }
      void refusalOf(socket.handshake, admit).then(next)
    })
    namespace.on('connection', (socket) => {
      const connection = connectionOf<N>(socket)
      connections.set(socket.id, connection)
      takeEvents(socket, connection)
      const entering = (async () => {
        await socket.join(definition.rooms(connection.data))
        sendOldestAway(connection)
        return definition.enter?.(connection)
      })()
      track(entering)
      socket.on('disconnect', () => {
        connections.delete(socket.id)
        // A failure to enter was logged already.
        track(
          entering.then(
            (leave) => leave?.(),
            () => {},
          ),
        )
      })
    })

    let rechecking = false
    const recheckAll = async () => {
      // That a database does not answer is no reason to send anyone away.
      await Promise.allSettled([...connections.values()].map(requireProof))
      rechecking = false
    }
    const timer = setInterval(() => {
      // One round at a time, however long it takes.
      if (rechecking) return
      rechecking = true
      track(recheckAll())
    }, definition.recheckMs).unref()

    return {
      connections: () => [...connections.values()],
      send: (room, event, ...args) => void namespace.to(room).emit(event, ...args),
      expel: (room, except) => {
        const all = namespace.in(room)
        ;(except === undefined ? all : all.except(except)).disconnectSockets(true)
      },
      async close() {
        clearInterval(timer)
        // The server's close has ended every connection: nothing new begins.
        await Promise.all(underWay)
      },
    }
  }
}

function connectionOf<N extends NamespaceTypes>(socket: Socket): Connection<N> {
  const data: N['data'] = socket.data
  return {
    data,
    headers: socket.handshake.headers,
    get rooms() {
      return socket.rooms
    },
    join: async (room) => {
      // Who has left would never be taken out of the room again.
      if (socket.connected) await socket.join(room)
    },
    leave: async (room) => socket.leave(room),
    send: (event, ...args) => void socket.emit(event, ...args),
    end: () => void socket.disconnect(true),
  }
}

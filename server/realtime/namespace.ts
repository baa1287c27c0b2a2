/**
 * The only way to open a namespace. Handles what all namespaces share: the handshake, the credential and its recheck,
 * rights per event, rate limits, rooms, the form of answers, and a graceful close. A domain module (noun) defines the
 * rest.
 */
import type { Server, Socket } from 'socket.io'
import { report } from '#server/log/report.ts'
import { AppError, fromZod } from '#shared/errors.ts'
import type { ClockClientEvents } from '#shared/realtime/clock.ts'
import { answer } from './answer.ts'
import { type CrowdDefinition, keepCrowd } from './crowd.ts'
import { type Handshake, refusalOf } from './auth.ts'
import { countEvents, type EventLimit, USUAL_LIMIT } from './limits.ts'
import type { Connection, NamespaceTypes, On, OpenNamespace } from './namespace-types.ts'
import { keepSole, type SoleDefinition } from './sole.ts'

export interface NamespaceDefinition<N extends NamespaceTypes> {
  path: string
  /**
   * Called at the handshake. @returns the data of the connection, fixed while it lasts. @throws AppError
   * `unauthenticated` if the client may not enter
   */
  admit: (handshake: Handshake) => Promise<N['data']>
  /**
   * Called before each event, and every `recheckMs`. @returns the verified identity for the event handlers; undefined
   * when the credential is no longer valid (revoked or expired), which ends the connection
   */
  prove: (data: N['data']) => Promise<N['proof'] | undefined>
  /** How often an idle connection is rechecked, in ms. */
  recheckMs: number
  /** Does the verified identity have this right? */
  may: (proof: N['proof'], right: N['right']) => boolean
  /** The rooms to join before anything is sent. */
  rooms: (data: N['data']) => string[]
  /** Registers the client events. */
  events: (on: On<N>) => void
  /**
   * Runs once the rooms are joined; an error is logged and does not end the connection.
   * @returns the clean-up for the end of the connection; also called if the connection has already ended by then
   */
  enter?: (connection: Connection<N>) => Promise<() => Promise<void>>
  limit?: EventLimit
  /** If an identity may have a bounded number of connections. */
  crowd?: CrowdDefinition<N['data']>
  /** If an identity may have one connection only. */
  sole?: SoleDefinition<N['data']>
}

/** In every namespace clients can ask for the server's time. */
const CLOCK_PROBE: keyof ClockClientEvents = 'clock:probe'

/** @returns a function that opens the namespace on a server. */
export function defineNamespace<N extends NamespaceTypes>(
  definition: NamespaceDefinition<N>,
): (io: Server) => OpenNamespace<N> {
  type Handler = (payload: unknown, connection: Connection<N>) => Promise<unknown>
  const { prove, may, limit = USUAL_LIMIT } = definition

  /** @throws AppError `unauthenticated`, and ends the connection after this error was sent. */
  async function requireProof(connection: Connection<N>): Promise<NonNullable<N['proof']>> {
    const proof = await prove(connection.data)
    if (proof) return proof
    setImmediate(() => connection.end())
    throw new AppError('unauthenticated')
  }

  // Without a check of the credential: the time is no secret, and a database query would lengthen the round trip.
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
    /** Registers running work, so that `close` can wait for it before the database is closed. */
    const track = (work: Promise<unknown>): void => {
      const settled: Promise<void> = work
        .then(
          () => {},
          (error: unknown) => report('error', 'socket', error, { namespace: definition.path }),
        )
        .finally(() => underWay.delete(settled))
      underWay.add(settled)
    }

    /** Answers unknown events, too, so that a client of another version does not wait forever. */
    function takeEvents(socket: Socket, connection: Connection<N>): void {
      const count = countEvents(limit)
      socket.use(([event, ...args]) => {
        const verdict = count(performance.now())
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

    const sole = definition.sole && keepSole<N['data']>(namespace, definition.sole, (socket) => socket.data)

    const crowd = definition.crowd && keepCrowd<N['data']>(definition.crowd, (socket) => socket.data)

    namespace.use((socket, next) => {
      const admit = async () => {
        socket.data = await definition.admit(socket.handshake)
        crowd?.admit(socket)
        await sole?.admit(socket)
      }
      void refusalOf(socket.handshake, admit).then(next)
    })
    namespace.on('connection', (socket) => {
      const connection = connectionOf<N>(socket)
      connections.set(socket.id, connection)
      takeEvents(socket, connection)
      const entering = (async () => {
        await socket.join(definition.rooms(connection.data))
        sole?.entered(socket)
        return definition.enter?.(connection)
      })()
      track(entering)
      socket.on('disconnect', () => {
        connections.delete(socket.id)
        crowd?.left(socket)
        sole?.left(socket)
        // A failure of `enter` was logged already.
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
      // An unreachable database is no reason to disconnect clients, so errors are ignored here.
      await Promise.allSettled([...connections.values()].map(requireProof))
      rechecking = false
    }
    const recheck = () => {
      // Skips this round if the previous one is still running.
      if (rechecking) return
      rechecking = true
      track(recheckAll())
    }
    const timer = setInterval(recheck, definition.recheckMs).unref()

    return {
      connections: () => [...connections.values()],
      send: (room, event, ...args) => void namespace.to(room).emit(event, ...args),
      expel: (room, except) => {
        const all = namespace.in(room)
        ;(except === undefined ? all : all.except(except)).disconnectSockets(true)
      },
      recheck,
      async close() {
        clearInterval(timer)
        // Closing the server has ended every connection, so no new work begins.
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
      // A socket that joins a room after disconnecting would never be removed from it.
      if (socket.connected) await socket.join(room)
    },
    leave: async (room) => socket.leave(room),
    send: (event, ...args) => void socket.emit(event, ...args),
    end: () => void socket.disconnect(true),
  }
}

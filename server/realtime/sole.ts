/**
 * One connection for each identity. The first stays: a page that comes later is refused, unless it is the same page
 * that comes back, or the first does not answer any more (its machine was switched off, and nobody noticed yet).
 */
import type { Server, Socket } from 'socket.io'
import { AppError } from '#shared/errors.ts'
import { countEvents, type EventLimit } from './limits.ts'

export interface SoleDefinition<D> {
  /** The room of the identity, among those that the connection joins. */
  room: (data: D) => string
  /** The server event that a page acks to show that it is still there. */
  probe: string
  /** A newcomer was refused. */
  refused: (data: D) => void
}

/** A page that does not ack within this time is gone, in ms. */
const PROBE_MS = 2_000
/** After an ack, how long later newcomers are refused without asking again, in ms. */
const TRUST_MS = 3_000
/** Each admission costs database writes, so a page in a loop must not get many, whatever its reason. */
const ADMISSIONS: EventLimit = { events: 20, windowMs: 60_000 }
/** The word for the person in front of the second screen. */
const ELSEWHERE = '此屏已在别处显示。'

/** The page's own mark from the handshake, different for each load of a page; anything may stand there. */
const instanceOf = ({ handshake }: Socket): unknown => handshake.auth.instance

/** @param data of a socket that was admitted */
export function keepSole<D>(
  namespace: ReturnType<Server['of']>,
  { room: roomOf, probe, refused }: SoleDefinition<D>,
  data: (socket: Socket) => D,
) {
  /** Newcomers of one identity are judged one after the other. */
  const turns = new Map<string, Promise<void>>()
  const releases = new WeakMap<Socket, () => void>()
  const trustedUntil = new Map<string, number>()
  const admissions = new Map<string, ReturnType<typeof countEvents>>()
  const entered = (socket: Socket): void => releases.get(socket)?.()

  /** On every node. */
  async function isAnswered(room: string): Promise<boolean> {
    if ((trustedUntil.get(room) ?? 0) > performance.now()) return true
    const answers = await namespace
      .in(room)
      .timeout(PROBE_MS)
      .emitWithAck(probe)
      // Some did not answer in time; those that did are in `responses`.
      .catch((error: { responses?: unknown[] }) => error.responses ?? [])
    if (answers.length === 0) return false
    trustedUntil.set(room, performance.now() + TRUST_MS)
    return true
  }

  async function judge(socket: Socket, room: string): Promise<void> {
    const instance = instanceOf(socket)
    for (const other of namespace.sockets.values())
      if (other.rooms.has(room) && instance !== undefined && instanceOf(other) === instance) other.disconnect(true)
    if (await isAnswered(room)) {
      refused(data(socket))
      throw new AppError('conflict', ELSEWHERE)
    }
    const count = admissions.get(room) ?? countEvents(ADMISSIONS)
    admissions.set(room, count)
    if (count(performance.now()) !== 'take') throw new AppError('too_many')
    // With Redis this also happens here, but only later, when the newcomer is in the room as well.
    namespace.in(room).except(socket.id).disconnectSockets(true)
  }

  return {
    /** Before the connection is accepted. @throws AppError `conflict`; `too_many` */
    async admit(socket: Socket): Promise<void> {
      const room = roomOf(data(socket))
      const before = turns.get(room)
      const turn = new Promise<void>((resolve) => releases.set(socket, resolve)).then(() => {
        if (turns.get(room) === turn) turns.delete(room)
      })
      turns.set(room, turn)
      const release = () => entered(socket)
      socket.conn.once('close', release)
      try {
        await before
        await judge(socket, room)
        // The turn lasts until the connection is in its rooms, where the next newcomer finds it.
        if (socket.conn.readyState !== 'open') release()
      } catch (error) {
        release()
        throw error
      }
    },
    /** The connection is in its rooms. */
    entered,
    /** The connection has ended. */
    left: (socket: Socket): void => void trustedUntil.delete(roomOf(data(socket))),
  }
}

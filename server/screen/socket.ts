/** The namespace of hall screens: entered with the device token, kept up to date, watched for presence. */
import type { Namespace, Server, Socket } from 'socket.io'
import { z } from 'zod'
import { campaignRoom } from '#server/campaign/announce.ts'
import { cookieOf, guardHandshake } from '#server/realtime/auth.ts'
import { handle } from '#server/realtime/handle.ts'
import { limitEvents } from '#server/realtime/limits.ts'
import { screenRoom } from '#server/realtime/rooms.ts'
import { AppError } from '#shared/errors.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'
import type { ScreenClientEvents, ScreenServerEvents, ScreenState } from '#shared/realtime/screens.ts'
import { announceScreen } from './announce.ts'
import { SCREEN_COOKIE, screenOf } from './device.ts'
import { heartbeat, HEARTBEAT_MS, markOffline, markOnline, sweepStale, SWEEP_MS } from './presence.ts'
import { readScreenState } from './state.ts'

interface ScreenData {
  screenId: string
  stationId: string
  token: string
}
type NoEvents = Record<string, never>
type ScreenNamespace = Namespace<ScreenClientEvents, ScreenServerEvents, NoEvents, ScreenData>
type ScreenSocket = Socket<ScreenClientEvents, ScreenServerEvents, NoEvents, ScreenData>

/** Connections of one screen to one node: a reload overlaps with the old page for a moment, more is a fault. */
const CONNECTIONS_MAX = 3

/** Reads the present state and listens to the figures of the campaign in it. @throws AppError of a revoked screen */
async function present(socket: ScreenSocket): Promise<ScreenState> {
  if (!(await screenOf(socket.data.token))) {
    setImmediate(() => socket.disconnect(true))
    throw new AppError('unauthenticated')
  }
  const state = await readScreenState(socket.data.screenId, socket.handshake.headers.host)
  const wanted = state.campaign && campaignRoom(state.campaign.id)
  for (const room of socket.rooms) if (room.startsWith('campaign:') && room !== wanted) await socket.leave(room)
  if (wanted) await socket.join(wanted)
  return state
}

/** @param track keeps the server from closing the database under the work it is given. */
async function begin(
  namespace: ScreenNamespace,
  socket: ScreenSocket,
  track: (work: Promise<void>) => void,
): Promise<void> {
  const { screenId, stationId } = socket.data
  limitEvents(socket)
  let since: Promise<Date | undefined> = Promise.resolve(undefined)
  socket.on(
    'screen:sync',
    handle(z.unknown(), () => present(socket)),
  )
  socket.on(
    'clock:probe',
    handle(z.unknown(), () => Date.now()),
  )
  socket.on('disconnect', () => {
    track(
      since.then(async (start) => {
        if (start && (await markOffline(screenId, start))) announceScreen(stationId, screenId)
      }),
    )
  })
  await socket.join(screenRoom(screenId))
  const mine = [...namespace.sockets.values()].filter((other) => other.data.screenId === screenId)
  for (const old of mine.slice(0, -CONNECTIONS_MAX)) old.disconnect(true)
  since = markOnline(screenId)
  await since
  announceScreen(stationId, screenId)
  socket.emit('screen:state', await present(socket))
}

/** @returns stops watching; resolves when what the last connections began or ended has been written down. */
export function openScreens(io: Server): () => Promise<void> {
  // Each namespace has event maps of its own; the server's are open.
  const namespace = io.of(NAMESPACES.screens) as unknown as ScreenNamespace
  const underWay = new Set<Promise<void>>()
  const track = (work: Promise<void>) => {
    const settled = work
      .catch((error: unknown) => console.error('[screen] connection', error))
      .finally(() => underWay.delete(settled))
    underWay.add(settled)
  }
  namespace.use(
    guardHandshake(async (socket: ScreenSocket) => {
      const token = cookieOf(socket.handshake.headers, SCREEN_COOKIE)
      const screen = await screenOf(token)
      if (!screen || !token) throw new AppError('unauthenticated')
      socket.data = { screenId: screen.id, stationId: screen.stationId, token }
    }),
  )
  namespace.on('connection', (socket) => {
    // Whatever fails here, the screen asks again by itself with `screen:sync`.
    track(begin(namespace, socket, track))
  })
  const tell = (changed: { id: string; stationId: string }[]) =>
    changed.forEach(({ id, stationId }) => announceScreen(stationId, id))
  const quietly = (work: () => Promise<{ id: string; stationId: string }[]>) => () => {
    work()
      .then(tell)
      .catch((error: unknown) => console.error('[screen] presence', error))
  }
  const timers = [
    setInterval(
      quietly(() => heartbeat([...new Set([...namespace.sockets.values()].map((socket) => socket.data.screenId))])),
      HEARTBEAT_MS,
    ).unref(),
    setInterval(
      quietly(() => sweepStale()),
      SWEEP_MS,
    ).unref(),
  ]
  return async () => {
    timers.forEach((timer) => clearInterval(timer))
    await Promise.all(underWay)
  }
}

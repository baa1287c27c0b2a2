/** The namespace of hall screens: entered with the device token, kept up to date, watched for presence. */
import type { Server } from 'socket.io'
import { z } from 'zod'
import { tell } from '#server/bus.ts'
import { cookieOf } from '#server/realtime/auth.ts'
import { defineNamespace } from '#server/realtime/namespace.ts'
import type { Connection, OpenNamespace } from '#server/realtime/namespace-types.ts'
import { campaignRoom, isCampaignRoom, screenRoom, stationRoom } from '#server/realtime/rooms.ts'
import { AppError } from '#shared/errors.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'
import type { ScreenClientEvents, ScreenServerEvents } from '#shared/realtime/screens.ts'
import { reportSchema, type ScreenReport } from '#shared/screen/report.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { type PairedScreen, SCREEN_COOKIE, screenOf } from './device.ts'
import { LAG_MS, watchLag } from './lag.ts'
import { heartbeat, HEARTBEAT_MS, markOffline, markOnline, type SeenScreen, sweepStale, SWEEP_MS } from './presence.ts'
import { storeReport } from './report.ts'
import { raiseRevisions } from './revision.ts'
import { readScreenState } from './state.ts'

export interface Screens {
  client: ScreenClientEvents
  server: ScreenServerEvents
  data: { screenId: string; stationId: string; token: string; reported?: number }
  proof: PairedScreen
  right: never
}

/** Connections of one screen to one node: a reload overlaps with the old page for a moment, more is a fault. */
const CONNECTIONS_MAX = 3
/** Until a screen notices that it was revoked where nobody could tell it, in ms. */
const RECHECK_MS = 60_000

/** Hears of this campaign from now on, and of no other. @returns whether that is new */
async function follow(connection: Connection<Screens>, campaignId: string | undefined): Promise<boolean> {
  const wanted = campaignId && campaignRoom(campaignId)
  for (const room of connection.rooms) if (isCampaignRoom(room) && room !== wanted) await connection.leave(room)
  if (!wanted || connection.rooms.has(wanted)) return false
  await connection.join(wanted)
  return true
}

/** @throws AppError `not_found` of a screen that was revoked in this moment */
async function present(connection: Connection<Screens>): Promise<ScreenState> {
  const read = () => readScreenState(connection.data.screenId, connection.headers.host)
  const state = await read()
  // What changed between reading and joining was announced to a room that the screen was not yet in.
  return (await follow(connection, state.campaign?.id)) ? read() : state
}

/** What the screen really shows, for the office and for the look at who is behind. */
async function takeReport(report: ScreenReport, { data }: Connection<Screens>): Promise<void> {
  const { screenId, stationId } = data
  data.reported = report.revision
  if (await storeReport(screenId, report)) tell('screen:reported', { screenId, stationId })
}

async function enter(connection: Connection<Screens>): Promise<() => Promise<void>> {
  const { screenId, stationId } = connection.data
  const since = await markOnline(screenId)
  // Revoked since the handshake, when it could not be told yet.
  if (!since) {
    connection.end()
    return async () => {}
  }
  tell('screen:went-online', { screenId, stationId })
  await present(connection).then(
    (state) => connection.send('screen:state', state),
    // The screen asks again by itself with `screen:sync`.
    (error: unknown) => console.error('[screen] first state', error),
  )
  return async () => {
    if (await markOffline(screenId, since)) tell('screen:went-offline', { screenId, stationId })
  }
}

const open = defineNamespace<Screens>({
  path: NAMESPACES.screens,
  admit: async ({ headers }) => {
    const token = cookieOf(headers, SCREEN_COOKIE)
    const screen = await screenOf(token)
    if (!screen || !token) throw new AppError('unauthenticated')
    return { screenId: screen.id, stationId: screen.stationId, token }
  },
  prove: ({ token }) => screenOf(token),
  recheckMs: RECHECK_MS,
  may: () => true,
  rooms: ({ screenId, stationId }) => [screenRoom(screenId), stationRoom(stationId)],
  connections: { of: ({ screenId }) => screenId, max: CONNECTIONS_MAX },
  events: (on) => {
    on('screen:sync', z.unknown(), { right: null }, (_payload, _screen, connection) => present(connection))
    on('screen:report', reportSchema, { right: null }, (report, _screen, connection) => takeReport(report, connection))
  },
  enter,
})

/** Tells of screens whose presence was noticed by the clock. @returns stops doing so. */
function watchPresence(screens: OpenNamespace<Screens>): () => void {
  const every = (
    ms: number,
    event: 'screen:went-online' | 'screen:went-offline',
    look: () => Promise<SeenScreen[]>,
  ): NodeJS.Timeout => {
    const tellAll = async () => {
      for (const { id, stationId } of await look()) tell(event, { screenId: id, stationId })
    }
    return setInterval(() => void tellAll().catch((error: unknown) => console.error('[screen] presence', error)), ms)
  }
  const here = () => [...new Set(screens.connections().map(({ data }) => data.screenId))]
  const timers = [
    every(HEARTBEAT_MS, 'screen:went-online', () => heartbeat(here())).unref(),
    every(SWEEP_MS, 'screen:went-offline', () => sweepStale()).unref(),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}

/** Sends the state again to screens that are behind. @returns stops doing so. */
function watchReports(screens: OpenNamespace<Screens>): () => Promise<void> {
  const findLagging = watchLag(({ data }: Connection<Screens>) => data)
  let raised = false
  const sendAgain = async () => {
    // Not at once: a server that cannot listen ends before this, with one line.
    if (!raised) await raiseRevisions()
    raised = true
    for (const connection of await findLagging(screens.connections()))
      connection.send('screen:state', await present(connection))
  }
  const failed = (error: unknown) => console.error('[screen] reports', error)
  let underWay = Promise.resolve()
  const timer = setInterval(() => {
    // One look at a time.
    underWay = underWay.then(sendAgain).catch(failed)
  }, LAG_MS).unref()
  return () => {
    clearInterval(timer)
    return underWay
  }
}

export function openScreens(io: Server): OpenNamespace<Screens> {
  const screens = open(io)
  const stopWatching = watchPresence(screens)
  const stopReports = watchReports(screens)
  return {
    ...screens,
    async close() {
      stopWatching()
      await stopReports()
      await screens.close()
    },
  }
}

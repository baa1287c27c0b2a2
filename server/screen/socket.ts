/**
 * The Socket.IO namespace of hall screens: authenticated by the device token; sends state updates and tracks presence.
 */
import type { Server } from 'socket.io'
import { z } from 'zod'
import { tell } from '#server/bus.ts'
import { report } from '#server/log/report.ts'
import { defineNamespace } from '#server/realtime/namespace.ts'
import type { Connection, OpenNamespace } from '#server/realtime/namespace-types.ts'
import { campaignRoom, isCampaignRoom, screenRoom, stationRoom } from '#server/realtime/rooms.ts'
import { NAMESPACES } from '#shared/realtime/protocol.ts'
import type { ScreenClientEvents, ScreenServerEvents } from '#shared/realtime/screens.ts'
import { reportSchema, type ScreenReport } from '#shared/screen/report.ts'
import type { ScreenState } from '#shared/screen/state.ts'
import { knownScreen, type PairedScreen, screenOf } from './device.ts'
import { LAG_MS, watchLag } from './lag.ts'
import { noteContest } from './contest.ts'
import { heartbeat, HEARTBEAT_MS, markOffline, markOnline, type SeenScreen, sweepStale, SWEEP_MS } from './presence.ts'
import { storeReport } from './report.ts'
import { raiseAbove, raiseRevisions } from './revision.ts'
import { readScreenState } from './state.ts'

export interface Screens {
  client: ScreenClientEvents
  server: ScreenServerEvents
  data: { screenId: string; stationId: string; token: string; build?: string; reported?: number }
  proof: PairedScreen
  right: never
}

const PROBE: keyof ScreenServerEvents = 'screen:here'
/** Longest time until a screen notices that it was revoked if the event about it was lost, in ms. */
const RECHECK_MS = 60_000

/** Joins the room of this campaign and leaves those of others. @returns whether it was newly joined */
async function follow(connection: Connection<Screens>, campaignId: string | undefined): Promise<boolean> {
  const wanted = campaignId && campaignRoom(campaignId)
  for (const room of connection.rooms) if (isCampaignRoom(room) && room !== wanted) await connection.leave(room)
  if (!wanted || connection.rooms.has(wanted)) return false
  await connection.join(wanted)
  return true
}

/** @throws AppError `not_found` if the screen was revoked just now */
async function present(connection: Connection<Screens>): Promise<ScreenState> {
  const { screenId, build } = connection.data
  const read = async () => ({ ...(await readScreenState(screenId, connection.headers.host)), build })
  const state = await read()
  // Read again: changes between the first read and the join were announced before the screen was in the room (race).
  return (await follow(connection, state.campaign?.id)) ? read() : state
}

/** Stores what the screen really shows, for the office and for the detection of stale screens. */
async function takeReport(report: ScreenReport, { data }: Connection<Screens>): Promise<void> {
  const { screenId, stationId } = data
  data.reported = report.revision
  if (report.revision > 0) await raiseAbove(screenId, report.revision)
  if (await storeReport(screenId, report)) tell('screen:reported', { screenId, stationId })
}

/** Another machine uses the token of a screen that is online: the office is told. */
async function markContested({ screenId, stationId }: Screens['data']): Promise<void> {
  if (await noteContest(screenId)) tell('screen:contested', { screenId, stationId })
}

async function enter(connection: Connection<Screens>): Promise<() => Promise<void>> {
  const { screenId, stationId } = connection.data
  const since = await markOnline(screenId)
  // Revoked between the handshake and joining its room, so it got no notification.
  if (!since) {
    connection.end()
    return async () => {}
  }
  tell('screen:went-online', { screenId, stationId })
  await present(connection).then(
    (state) => connection.send('screen:state', state),
    // The screen retries by itself with `screen:sync`.
    (error: unknown) => report('error', 'screen', error, { doing: 'first-state' }),
  )
  return async () => {
    if (await markOffline(screenId, since)) tell('screen:went-offline', { screenId, stationId })
  }
}

/** @param build of the pages that this server serves */
const screensOf = (build: string | undefined) =>
  defineNamespace<Screens>({
    path: NAMESPACES.screens,
    admit: async ({ headers }) => {
      const { screen, token } = await knownScreen(headers)
      return { screenId: screen.id, stationId: screen.stationId, token, build }
    },
    prove: ({ token }) => screenOf(token),
    recheckMs: RECHECK_MS,
    may: () => true,
    rooms: ({ screenId, stationId }) => [screenRoom(screenId), stationRoom(stationId)],
    sole: {
      room: ({ screenId }) => screenRoom(screenId),
      probe: PROBE,
      refused: (screen) =>
        void markContested(screen).catch((error: unknown) => report('error', 'screen', error, { doing: 'contested' })),
    },
    events: (on) => {
      on('screen:sync', z.unknown(), { right: null }, (_payload, _screen, connection) => present(connection))
      on('screen:report', reportSchema, { right: null }, (report, _screen, connection) =>
        takeReport(report, connection),
      )
    },
    enter,
  })

/** Announces screens that went offline or online without a connection event. @returns stops doing so. */
function watchPresence(screens: OpenNamespace<Screens>): () => void {
  const every = (
    ms: number,
    event: 'screen:went-online' | 'screen:went-offline',
    look: () => Promise<SeenScreen[]>,
  ): NodeJS.Timeout => {
    const tellAll = async () => {
      for (const { id, stationId } of await look()) tell(event, { screenId: id, stationId })
    }
    return setInterval(
      () => void tellAll().catch((error: unknown) => report('error', 'screen', error, { doing: 'presence' })),
      ms,
    )
  }
  const here = () => [...new Set(screens.connections().map(({ data }) => data.screenId))]
  const timers = [
    every(HEARTBEAT_MS, 'screen:went-online', () => heartbeat(here())).unref(),
    every(SWEEP_MS, 'screen:went-offline', () => sweepStale()).unref(),
  ]
  return () => timers.forEach((timer) => clearInterval(timer))
}

/** Sends the state again to stale screens. @returns stops doing so. */
function watchReports(screens: OpenNamespace<Screens>): () => Promise<void> {
  const findLagging = watchLag(({ data }: Connection<Screens>) => data)
  let raised = false
  const sendAgain = async () => {
    // Not immediately: if the server cannot listen on its port, it must end with one line before this runs.
    if (!raised) await raiseRevisions()
    raised = true
    for (const connection of await findLagging(screens.connections()))
      connection.send('screen:state', await present(connection))
  }
  const failed = (error: unknown) => report('error', 'screen', error, { doing: 'reports' })
  let underWay = Promise.resolve()
  const timer = setInterval(() => {
    // Checks run one after the other, even if one takes longer than the interval.
    underWay = underWay.then(sendAgain).catch(failed)
  }, LAG_MS).unref()
  return () => {
    clearInterval(timer)
    return underWay
  }
}

/** @param build of the pages that this server serves; a screen of another one renews itself. */
export function openScreens(io: Server, build?: string): OpenNamespace<Screens> {
  const screens = screensOf(build)(io)
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

/** Connects event emitters and listeners, in this one place; only the realtime plugin and tests import it. */
import { campaignEvents } from '#server/campaign/socket.ts'
import type { SessionSettings } from '#server/member/credential.ts'
import { openOffice, tellOffice } from '#server/member/office.ts'
import type { Realtime } from '#server/realtime/io.ts'
import { tellScreens } from '#server/screen/news.ts'
import { untilPublished } from '#shared/campaign/steps.ts'
import { openScreens } from '#server/screen/socket.ts'

export interface WiringOptions {
  session: SessionSettings
  /** How often an idle member connection's session is rechecked, in ms. */
  recheckMs?: number
  /** How long it takes until what visitors do is published, in ms; tests do not wait for it. */
  publishedInMs?: () => number
  /** Of the pages that this server serves. */
  build?: string
}

export interface Wired {
  /** Stops forwarding bus events. */
  stopListening: () => void
  /** Closes the server's connections; to be awaited before the database is closed. */
  close: () => Promise<void>
}

/** Opens the namespaces of a server and subscribes them to the bus. */
export function wire(
  realtime: Realtime,
  { session, recheckMs, build, publishedInMs = () => untilPublished(Date.now()) }: WiringOptions,
): Wired {
  const office = openOffice(realtime.io, session, [campaignEvents], recheckMs)
  const screens = openScreens(realtime.io, build)
  // What ended a credential meanwhile may have been told to nobody here.
  realtime.onReturn(() => {
    office.recheck()
    screens.recheck()
  })
  const stops = [tellOffice(office, publishedInMs), tellScreens(screens, publishedInMs)]
  const stopListening = () => stops.forEach((stop) => stop())
  return {
    stopListening,
    async close() {
      stopListening()
      await realtime.close()
      await Promise.all([office.close(), screens.close()])
    },
  }
}

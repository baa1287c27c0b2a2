import type { Socket } from 'socket.io-client'
// Imported explicitly instead of by Nuxt: tests run this file against a real server, outside of any page.
import { type Ref, ref } from 'vue'
import type { OfficeClientEvents, OfficeServerEvents } from '#shared/realtime/office.ts'

export type OfficeSocket = Socket<OfficeServerEvents, OfficeClientEvents>

/** An acknowledgement that takes longer counts as lost, in ms. */
const ACK_MS = 5_000
/** A refused watch is retried after this long, in ms: most reasons pass (a restart, too many at once). */
const RETRY_MS = 5_000

interface Watched {
  callbacks: Set<() => void>
  /** The server has confirmed that it sends the changes of this campaign. */
  live: Ref<boolean>
  /** Increased with each request and each disconnection, so that an answer to an older request is ignored. */
  turn: number
  retry?: ReturnType<typeof setTimeout>
}

/** The campaigns that one connection watches, and for each whether the server has confirmed the watch. */
export function useCampaignWatches(retryMs = RETRY_MS) {
  const all = new Map<string, Watched>()
  let socket: OfficeSocket | undefined

  function ask(campaignId: string, watched: Watched): void {
    clearTimeout(watched.retry)
    const turn = ++watched.turn
    socket?.timeout(ACK_MS).emit('campaign:watch', { campaignId }, (error, result) => {
      if (turn !== watched.turn) return
      watched.live.value = !error && result.ok
      // Changes until now were not announced: fetch once.
      if (watched.live.value) watched.callbacks.forEach((call) => call())
      else watched.retry = setTimeout(() => ask(campaignId, watched), retryMs)
    })
  }

  function lose(watched: Watched): void {
    watched.turn += 1
    clearTimeout(watched.retry)
    watched.live.value = false
  }

  return {
    /** Requests all watches on an open connection, also after each reconnection. */
    connected(now: OfficeSocket): void {
      socket = now
      for (const [campaignId, watched] of all) ask(campaignId, watched)
    },
    disconnected(): void {
      socket = undefined
      all.forEach(lose)
    },
    moved: (campaignId: string) => all.get(campaignId)?.callbacks.forEach((call) => call()),
    /** @param onChange the figures changed, or may have while not watched. @returns is it live, and how to end it */
    add(campaignId: string, onChange: () => void): { live: Ref<boolean>; remove: () => void } {
      const known = all.get(campaignId)
      const watched = known ?? { callbacks: new Set(), live: ref(false), turn: 0 }
      watched.callbacks.add(onChange)
      all.set(campaignId, watched)
      if (!known) ask(campaignId, watched)
      return {
        live: watched.live,
        remove: () => {
          watched.callbacks.delete(onChange)
          if (watched.callbacks.size > 0 || all.get(campaignId) !== watched) return
          all.delete(campaignId)
          lose(watched)
          socket?.timeout(ACK_MS).emit('campaign:unwatch', { campaignId }, () => {})
        },
      }
    },
  }
}

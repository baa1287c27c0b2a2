import type { Socket } from 'socket.io-client'
// Named, not left to Nuxt: tests run it against a real server, outside of any page.
import { type Ref, ref } from 'vue'
import type { OfficeClientEvents, OfficeServerEvents } from '#shared/realtime/office.ts'

export type OfficeSocket = Socket<OfficeServerEvents, OfficeClientEvents>

/** An answer that has not come by then will not come, in ms. */
const ACK_MS = 5_000
/** A refused watch is asked for again after this long, in ms: most reasons pass (a restart, too many at once). */
const RETRY_MS = 5_000

interface Watched {
  callbacks: Set<() => void>
  /** The server has said that it will tell. */
  live: Ref<boolean>
  /** Raised with each request and each loss: an answer to an older one counts for nothing. */
  turn: number
  retry?: ReturnType<typeof setTimeout>
}

/** The campaigns that one connection watches, and whether the server really does tell of each. */
export function useCampaignWatches(retryMs = RETRY_MS) {
  const all = new Map<string, Watched>()
  let socket: OfficeSocket | undefined

  function ask(campaignId: string, watched: Watched): void {
    clearTimeout(watched.retry)
    const turn = ++watched.turn
    socket?.timeout(ACK_MS).emit('campaign:watch', { campaignId }, (error, result) => {
      if (turn !== watched.turn) return
      watched.live.value = !error && result.ok
      // Nobody told what happened until now.
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
    /** Asks for all of them, on a connection that stands, also after each reconnection. */
    connected(now: OfficeSocket): void {
      socket = now
      for (const [campaignId, watched] of all) ask(campaignId, watched)
    },
    disconnected(): void {
      socket = undefined
      all.forEach(lose)
    },
    moved: (campaignId: string) => all.get(campaignId)?.callbacks.forEach((call) => call()),
    /** @param onChange the figures moved, or may have while nobody told. @returns is it live, and how to end it */
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

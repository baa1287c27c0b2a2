/**
 * Nouns tell, others listen. A noun tells here what has happened, after its commit, and knows nobody who listens;
 * whoever listens is put together in `wiring.ts`. Of this process only: what other nodes must hear goes through
 * Socket.IO's rooms.
 */

/** What happens, as `noun:verb`. */
export interface Happenings {
  /** A member made, edited or closed a campaign. */
  'campaign:changed': { stationId: string; campaignId: string }
  /** A touchpoint of the campaign was made, edited, archived or brought back. */
  'touchpoint:changed': { stationId: string; campaignId: string }
  /** A member reported or corrected contacts. */
  'contact:entered': { stationId: string; campaignId: string }
  /** Rows were added to the campaign's ledger. May be told hundreds of times a second: listeners pace themselves. */
  'reach:moved': { campaignId: string }
  /** A card became public, or is public again. */
  'card:published': { stationId: string; cardId: string }
  'card:withdrawn': { stationId: string; cardId: string }
  /** The member's sessions have ended, all but the one `kept`: disabled, logged out, another password. */
  'member:session-ended': { memberId: string; kept?: string }
  'screen:paired': { stationId: string; screenId: string }
  'screen:edited': { stationId: string; screenId: string }
  'screen:revoked': { stationId: string; screenId: string }
  'screen:went-online': { stationId: string; screenId: string }
  'screen:went-offline': { stationId: string; screenId: string }
  /** It says that it shows something else than before. */
  'screen:reported': { stationId: string; screenId: string }
}
type Listener<E extends keyof Happenings> = (fact: Happenings[E]) => void | Promise<void>

const listeners: { [E in keyof Happenings]: Set<Listener<E>> } = {
  'campaign:changed': new Set(),
  'touchpoint:changed': new Set(),
  'contact:entered': new Set(),
  'reach:moved': new Set(),
  'card:published': new Set(),
  'card:withdrawn': new Set(),
  'member:session-ended': new Set(),
  'screen:paired': new Set(),
  'screen:edited': new Set(),
  'screen:revoked': new Set(),
  'screen:went-online': new Set(),
  'screen:went-offline': new Set(),
  'screen:reported': new Set(),
}

/**
 * Call after the commit. Never throws and waits for nobody; a listener that fails is logged and hurts neither the
 * teller nor another listener. What is lost costs freshness only: whoever is told must be able to ask as well.
 */
export function tell<E extends keyof Happenings>(event: E, fact: Happenings[E]): void {
  const failed = (error: unknown) => console.error(`[bus] ${event}`, error)
  for (const listener of listeners[event]) {
    try {
      listener(fact)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/** @returns stops listening. */
export function listen<E extends keyof Happenings>(events: readonly E[], listener: Listener<E>): () => void {
  const stops = events.map((event) => {
    const own = listeners[event]
    own.add(listener)
    return () => own.delete(listener)
  })
  return () => stops.forEach((stop) => stop())
}

/**
 * The library's filter as it stands in the address, so that a filtered list can be sent, bookmarked and left by
 * "back".
 */
import { type Audience, AUDIENCES, type Channel, CHANNELS } from './vocabulary.ts'
import type { ScamCard } from './card.ts'

export interface ScamFilter {
  q: string
  audience: Audience | undefined
  channel: Channel | undefined
}

/** Longest search text that is looked at; the rest of a pasted message adds nothing. */
export const MAX_QUERY = 60

type Query = Record<string, unknown>

const first = (value: unknown): string => {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' ? one : ''
}
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === first(value))

/** Reads an address; whatever is unknown counts as not filtered. */
export function readFilter(query: Query): ScamFilter {
  return {
    q: first(query.q).slice(0, MAX_QUERY),
    audience: oneOf(AUDIENCES, query.audience),
    channel: oneOf(CHANNELS, query.channel),
  }
}

/** The shortest address of a filter. */
export function writeFilter(filter: ScamFilter): Record<string, string> {
  const { q, audience, channel } = filter
  return { ...(q.trim() && { q: q.trim() }), ...(audience && { audience }), ...(channel && { channel }) }
}

/**
 * Cards that pass. A type that aims at everyone passes for each audience.
 * @param matches ids by relevance when there is a search text; undefined when there is none.
 */
export function applyFilter<T extends Pick<ScamCard, 'id' | 'audiences' | 'channels'>>(
  cards: readonly T[],
  filter: ScamFilter,
  matches?: readonly string[],
): T[] {
  const { audience, channel } = filter
  const passing = cards.filter(
    (card) =>
      (!audience || card.audiences.includes(audience) || card.audiences.includes('everyone')) &&
      (!channel || card.channels.includes(channel)),
  )
  if (!matches) return passing
  const byId = new Map(passing.map((card) => [card.id, card]))
  return matches.flatMap((id) => byId.get(id) ?? [])
}

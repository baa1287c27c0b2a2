/**
 * The library's filter, stored in the URL query, so that a filtered list can be shared and bookmarked, and the "back"
 * button works.
 */
import { type Audience, AUDIENCES, type Channel, CHANNELS } from './vocabulary.ts'
import type { ScamCard } from './card.ts'

export interface ScamFilter {
  q: string
  audience: Audience | undefined
  channel: Channel | undefined
}

/** Longest search text; the rest of a pasted message is ignored. */
export const MAX_QUERY = 60

type Query = Record<string, unknown>

const first = (value: unknown): string => {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' ? one : ''
}
const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === first(value))

/** Parses a URL query; unknown values are ignored. */
export function readFilter(query: Query): ScamFilter {
  return {
    q: first(query.q).slice(0, MAX_QUERY),
    audience: oneOf(AUDIENCES, query.audience),
    channel: oneOf(CHANNELS, query.channel),
  }
}

/** The shortest URL query for a filter. */
export function writeFilter(filter: ScamFilter): Record<string, string> {
  const { q, audience, channel } = filter
  return { ...(q.trim() && { q: q.trim() }), ...(audience && { audience }), ...(channel && { channel }) }
}

/**
 * Cards that match the filter. A type with the audience "everyone" matches every audience.
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

/** What the library's list needs of a scam type; the page of one type carries the rest. */
import type { Scam } from './scam.ts'

export type ScamCard = Pick<Scam, 'id' | 'title' | 'badge' | 'rank' | 'picture' | 'pictureAlt' | 'audiences' | 'channels' | 'summary' | 'rule'>

export function toScamCard(scam: Scam): ScamCard {
  const { id, title, badge, rank, picture, pictureAlt, audiences, channels, summary, rule } = scam
  return { id, title, badge, rank, picture, pictureAlt, audiences, channels, summary, rule }
}

/** One page of the library: the type itself and its neighbours in the list. */
export interface ScamPage {
  scam: Scam
  previous: Pick<Scam, 'id' | 'title'> | undefined
  next: Pick<Scam, 'id' | 'title'> | undefined
}

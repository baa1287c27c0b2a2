/** The data of a scam type for the library's list; its page needs more. */
import type { Law } from './law.ts'
import type { Scam } from './scam.ts'
import type { Scenario } from './scenario.ts'

export type ScamCard = Pick<
  Scam,
  'id' | 'title' | 'badge' | 'rank' | 'picture' | 'pictureAlt' | 'audiences' | 'channels' | 'summary' | 'rule'
>

export function toScamCard(scam: Scam): ScamCard {
  const { id, title, badge, rank, picture, pictureAlt, audiences, channels, summary, rule } = scam
  return { id, title, badge, rank, picture, pictureAlt, audiences, channels, summary, rule }
}

/** A legal provision as it may be shown: with the article number only if an officer has checked it. */
export type LawView = Pick<Law, 'id' | 'title' | 'statute' | 'article' | 'text'>

export function toLawView({ id, title, statute, article, text, reviewer }: Law): LawView {
  return { id, title, statute, text, ...(article !== undefined && reviewer !== 'pending' && { article }) }
}

/** One page of the library: the type itself, related content, and its neighbours in the list. */
export interface ScamPage {
  scam: Scam
  /** Past its review date: it is still shown, with a notice. */
  expired: boolean
  laws: LawView[]
  /** Scenarios of this type. */
  scenarios: Pick<Scenario, 'id' | 'title'>[]
  /** Number of drills of this type. */
  drills: number
  previous: Pick<Scam, 'id' | 'title'> | undefined
  next: Pick<Scam, 'id' | 'title'> | undefined
}

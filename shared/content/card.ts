/** What the library's list needs of a scam type; the page of one type carries the rest. */
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

/** What the law says, as it may be shown: the number of the article only once an officer has read it. */
export type LawView = Pick<Law, 'id' | 'title' | 'statute' | 'article' | 'text'>

export function toLawView({ id, title, statute, article, text, reviewer }: Law): LawView {
  return { id, title, statute, text, ...(article !== undefined && reviewer === 'officer' && { article }) }
}

/** One page of the library: the type itself, what goes with it, and its neighbours in the list. */
export interface ScamPage {
  scam: Scam
  /** Past its review date: it stays, and says so. */
  expired: boolean
  laws: LawView[]
  /** Of this type, to be played. */
  scenarios: Pick<Scenario, 'id' | 'title'>[]
  /** How many drills there are to practise with. */
  drills: number
  previous: Pick<Scam, 'id' | 'title'> | undefined
  next: Pick<Scam, 'id' | 'title'> | undefined
}

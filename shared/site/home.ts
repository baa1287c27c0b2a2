/** The data of the home page. */
import type { ScamCard } from '../content/card.ts'
import type { Opening } from '../content/opening.ts'
import type { ScenarioCard } from '../content/scenario-card.ts'

export interface HomeCampaign {
  title: string
  slogan: string
  /** Calendar day, Asia/Shanghai. */
  endsOn: string
  /** Code of the quiz; null if the campaign has no touchpoint of an online kind. */
  code: string | null
}

export interface HomePage {
  campaign: HomeCampaign | null
  opening: Opening
  scamFirst: boolean
  scams: ScamCard[]
  /** Number of scam types in the whole library. */
  scamCount: number
  scenarios: ScenarioCard[]
}

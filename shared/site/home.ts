/** What the home page is made of. */
import type { ScamCard } from '../content/card.ts'
import type { Opening } from '../content/opening.ts'
import type { ScenarioCard } from '../content/scenario-card.ts'

export interface HomeCampaign {
  title: string
  slogan: string
  /** Calendar day, Asia/Shanghai. */
  endsOn: string
  /** Code of the quiz; null when the campaign is only run on the spot. */
  code: string | null
}

export interface HomePage {
  campaign: HomeCampaign | null
  opening: Opening
  scamFirst: boolean
  scams: ScamCard[]
  /** Of the whole library. */
  scamCount: number
  scenarios: ScenarioCard[]
}

/** The data of a scenario for a list, and for its page. */
import type { Scam } from './scam.ts'
import type { Scenario } from './scenario.ts'

export interface ScenarioCard
  extends
    Pick<Scenario, 'id' | 'title' | 'summary' | 'minutes' | 'scamType' | 'audiences'>,
    Pick<Scam, 'picture' | 'pictureAlt'> {
  /** Name of the scam type. */
  scamTitle: string
}

/** The whole scenario; its sources and review status are for the small print. */
export interface ScenarioPage {
  scenario: Scenario
  card: ScenarioCard
}

export function toScenarioCard(scenario: Scenario, scam: Scam): ScenarioCard {
  const { id, title, summary, minutes, scamType, audiences } = scenario
  return {
    id,
    title,
    summary,
    minutes,
    scamType,
    audiences,
    picture: scam.picture,
    pictureAlt: scam.pictureAlt,
    scamTitle: scam.title,
  }
}

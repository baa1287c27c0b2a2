/** The home page: the current campaign, the message of the day, the most frequent scam types, scenarios to play. */
import { listScams } from '#server/content/scams.ts'
import { listScenarios } from '#server/content/scenarios.ts'
import { openingOf } from '#shared/content/opening.ts'
import type { HomePage } from '#shared/site/home.ts'
import { dayOf } from '#shared/station.ts'
import { currentCampaign } from '#server/campaign/current-campaign.ts'

/** How many scam types the home page shows. */
const SCAMS = 6
/** How many scenarios it shows. */
const SCENARIOS = 3

export async function readHome(now = new Date()): Promise<HomePage> {
  const today = dayOf(now)
  const [campaign, scams, scenarios] = await Promise.all([currentCampaign(today), listScams(), listScenarios(now)])
  return {
    campaign,
    ...openingOf(today),
    scams: scams.slice(0, SCAMS),
    scamCount: scams.length,
    scenarios: scenarios.slice(0, SCENARIOS),
  }
}

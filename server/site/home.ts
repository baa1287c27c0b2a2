/** The home page: the campaign of the moment, the message of the day, the most frequent scam types. */
import { listScams } from '#server/content/scams.ts'
import { openingOf } from '#shared/content/opening.ts'
import type { HomePage } from '#shared/site/home.ts'
import { dayOf } from '#shared/station.ts'
import { currentCampaign } from './current-campaign.ts'

/** How many scam types the home page shows. */
const SCAMS = 6

export async function readHome(now = new Date()): Promise<HomePage> {
  const today = dayOf(now)
  const [campaign, scams] = await Promise.all([currentCampaign(today), listScams()])
  return { campaign, ...openingOf(today), scams: scams.slice(0, SCAMS) }
}

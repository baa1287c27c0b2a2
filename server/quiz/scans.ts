/** Resolves codes, and counts when somebody opens one. */
import { currentCampaign } from '#server/campaign/current-campaign.ts'
import { holdOpen, requireOpenCode, type ResolvedCode, resolveCode } from '#server/campaign/codes.ts'
import { deviceKeyOf } from '#server/campaign/device.ts'
import { recordReach } from '#server/campaign/reach.ts'
import { tally } from '#server/campaign/tallies.ts'
import { admitDevice, countsAgain } from '#server/campaign/visit-limits.ts'
import { useDatabase } from '#server/database/client.ts'
import { readPublicStation } from '#server/member/station.ts'
import type { Host } from '#shared/member/station.ts'
import type { CodeView, FirstItem, RunningQuiz } from '#shared/quiz/quiz.ts'
import { dayOf } from '#shared/station.ts'
import { reachEventId } from './ids.ts'
import type { ScanVisit } from './visit.ts'

async function readHost(): Promise<Host> {
  const { name, telephone, address, checkHint } = await readPublicStation()
  return { name, telephone, address, checkHint }
}

/** The quiz that residents can take part in now, with or without a leaflet. */
async function runningQuiz(now: Date): Promise<RunningQuiz | undefined> {
  const campaign = await currentCampaign(dayOf(now))
  return campaign?.code ? { title: campaign.title, code: campaign.code } : undefined
}

/**
 * Does not throw for an unknown code: the visitor of an old leaflet gets a friendly page.
 * @param draw draws the first item of the quiz; called for an open code only.
 */
export async function viewCode(
  code: string,
  draw?: (resolved: ResolvedCode) => Promise<FirstItem | undefined>,
  now = new Date(),
): Promise<CodeView> {
  const [resolved, host] = await Promise.all([resolveCode(code), readHost()])
  if (resolved?.campaign.status !== 'open') {
    const running = await runningQuiz(now)
    const { title, slogan } = resolved?.campaign ?? {}
    return {
      state: resolved ? 'closed' : 'unknown',
      campaign: title === undefined || slogan === undefined ? null : { title, slogan },
      host,
      ...(running && { running }),
    }
  }
  const { title, slogan } = resolved.campaign
  const first = await draw?.(resolved)
  return { state: 'open', campaign: { title, slogan }, host, ...(first && { first }) }
}

/**
 * Counts that a device opened a code. A repeated id is not counted again, even from another device or for another code.
 * @throws AppError `not_found` or `gone` for the code.
 */
export async function recordScan(code: string, id: string, visit: ScanVisit, at = new Date()): Promise<void> {
  const { campaign, touchpointId, shareId, salt } = await requireOpenCode(code)
  const deviceKey = deviceKeyOf(salt, visit.token())
  if (visit.leftOut) return tally({ campaignId: campaign.id, touchpointId, at, reason: visit.leftOut })
  const device = { campaignId: campaign.id, touchpointId, deviceKey }
  const refused = (await admitDevice(device, visit.network, at)) === 'refused'
  if (refused || !countsAgain('scan', device, at))
    return tally({ campaignId: campaign.id, touchpointId, at, reason: refused ? 'refused' : 'repeated' })
  await useDatabase().transaction(async (tx) => {
    await holdOpen(tx, campaign.id)
    await recordReach(tx, [
      {
        id: reachEventId('scan', id),
        campaignId: campaign.id,
        touchpointId,
        kind: 'scan',
        deviceKey,
        shareId: shareId ?? undefined,
        at,
      },
    ])
  })
}

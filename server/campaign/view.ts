/** Campaigns and touchpoints in the form sent to clients: instants as ISO text. */
import type { CampaignView } from '#shared/campaign/view.ts'
import type { Campaign } from './campaigns.ts'

export function campaignView(campaign: Campaign): CampaignView {
  return {
    ...campaign,
    closedAt: campaign.closedAt?.toISOString() ?? null,
    resaltedAt: campaign.resaltedAt?.toISOString() ?? null,
  }
}

export function touchpointView<T extends { archivedAt: Date | null }>(touchpoint: T) {
  return { ...touchpoint, archivedAt: touchpoint.archivedAt?.toISOString() ?? null }
}

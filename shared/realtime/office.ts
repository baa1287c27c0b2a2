/** Events between the server and a member's office (`/office`). */
import { z } from 'zod'
import type { Ack } from './protocol.ts'
import { uuidSchema } from '../ids.ts'

export const watchCampaignSchema = z.object({ campaignId: uuidSchema })

export interface OfficeClientEvents {
  /** Subscribes this socket to changes of the campaign's figures. */
  'campaign:watch': (payload: z.input<typeof watchCampaignSchema>, ack: Ack) => void
  'campaign:unwatch': (payload: z.input<typeof watchCampaignSchema>, ack: Ack) => void
}

export interface OfficeServerEvents {
  /** The campaign's figures changed: fetch them again. At most 4 times a second per campaign. */
  'reach:changed': (payload: { campaignId: string }) => void
  /** A campaign of the station, or its touchpoints or contacts were changed: fetch it again. */
  'campaign:changed': (payload: { campaignId: string }) => void
  /** What waits for review may have changed: cards or content. */
  'waiting:changed': () => void
  /** A screen went online or offline, or was changed: fetch the list again. */
  'screen:changed': (payload: { screenId: string }) => void
}

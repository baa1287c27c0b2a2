/** Events between the server and a member's office (`/office`). */
import { z } from 'zod'
import type { CueNews, FlipNews, GroupView } from '../programme/group.ts'
import type { groupEpochSchema, pressCueSchema, startCueSchema, watchGroupSchema } from '../programme/group-input.ts'
import type { Ack } from './protocol.ts'
import { uuidSchema } from '../ids.ts'

export const watchCampaignSchema = z.object({ campaignId: uuidSchema })

export interface OfficeClientEvents {
  /** Subscribes this socket to changes of the campaign's figures. */
  'campaign:watch': (payload: z.input<typeof watchCampaignSchema>, ack: Ack) => void
  /** Subscribes this socket to a group, and answers with its present state. */
  'group:watch': (payload: z.input<typeof watchGroupSchema>, ack: Ack<GroupView>) => void
  'group:start': (payload: z.input<typeof startCueSchema>, ack: Ack<CueNews>) => void
  'group:press': (payload: z.input<typeof pressCueSchema>, ack: Ack<CueNews>) => void
  'group:end': (payload: z.input<typeof groupEpochSchema>, ack: Ack<CueNews>) => void
  'group:take': (payload: z.input<typeof groupEpochSchema>, ack: Ack<CueNews>) => void
  'campaign:unwatch': (payload: z.input<typeof watchCampaignSchema>, ack: Ack) => void
}

export interface OfficeServerEvents {
  /** What a docent has cued on a group, and who drives it. */
  'group:cued': (news: CueNews) => void
  /** A screen has really shown a cue. */
  'group:flipped': (news: FlipNews) => void
  /** The group or its screens were changed: fetch it again. */
  'group:changed': (payload: { groupId: string }) => void
  /** The campaign's figures changed: fetch them again. At most 4 times a second per campaign. */
  'reach:changed': (payload: { campaignId: string }) => void
  /** A campaign of the station, or its touchpoints or contacts were changed: fetch it again. */
  'campaign:changed': (payload: { campaignId: string }) => void
  /** What waits for review may have changed: cards or content. */
  'waiting:changed': () => void
  /** A screen went online or offline, or was changed: fetch the list again. */
  'screen:changed': (payload: { screenId: string }) => void
}

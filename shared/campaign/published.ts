/** Published counts of a campaign, as they are kept. All are multiples of the step (steps.ts); 0 is not shown. */
import type { StageKind } from './report.ts'
import type { LeftOutReason, Mark } from './tally.ts'

export interface PublishedStage {
  /** Null in figures of the whole campaign, or of a day in all touchpoints. */
  touchpointId: string | null
  day: string | null
  kind: StageKind
  events: number
  devices: number
}
export interface PublishedShares {
  /** Null in figures of the whole campaign. */
  touchpointId: string | null
  /** Starts that arrived by a share, and devices whose first start did. */
  starts: number
  newcomers: number
  links: number
  depth: number
}
export interface PublishedCounts {
  stages: PublishedStage[]
  shares: PublishedShares[]
  /** What was left out, over all days, and what members have taken out. */
  leftOut: { reason: LeftOutReason; events: number }[]
  excluded: number
  /** What is unusual. Missing in what an earlier version has published. */
  marks?: Mark[]
}

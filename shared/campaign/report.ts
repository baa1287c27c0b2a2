/** The report of a campaign's reach, as sent to the office. Small cells are withheld already. */
import type { ResidentRange } from './measures.ts'
import type { LeftOutReason, Mark } from './tally.ts'
import type { Shown } from './suppression.ts'
import { DEVICE_KINDS } from './touchpoint.ts'

/**
 * Occasions and distinct devices, never mixed. Occasions of the whole campaign are always shown, those of a part may be
 * withheld.
 */
interface Stage<Events extends Shown> {
  events: Events
  devices: Shown
}

export const STAGE_KINDS = DEVICE_KINDS
type StageKind = (typeof STAGE_KINDS)[number]
export type Stages<Events extends Shown = Shown> = Record<StageKind, Stage<Events>>

export interface Contacts {
  total: number
  staff: number
  platform: number
}

interface Newcomers {
  /** Devices whose first start in the campaign arrived by a share. */
  devices: Shown
}

interface ShareTree<Count extends Shown = Shown> {
  links: Count
  /** 0 if nobody has shared. */
  depth: Count
}

export interface Figures<Events extends Shown = Shown> {
  contacts: Contacts
  stages: Stages<Events>
}

interface TouchpointReach extends Figures {
  touchpointId: string
  newcomers: Newcomers
  tree: ShareTree
}

export interface DayReach extends Figures {
  day: string
}

/** What is not in any figure of the report: occasions of the whole campaign, for each reason that occurred. */
interface LeftOut {
  reasons: { reason: LeftOutReason; events: number }[]
  /** What the office has taken out. */
  excluded: number
}

export interface ReachReport {
  /** Today in our time zone. */
  today: string
  /** When the figures were read, ISO 8601. */
  at: string
  whole: Figures<number> & {
    /** Distinct devices of the campaign; null while withheld. */
    devices: Shown
    residents: ResidentRange
    /** `starts`: those that arrived by a share. */
    newcomers: Newcomers & { starts: number }
    tree: ShareTree<number>
  }
  touchpoints: TouchpointReach[]
  /** Days on which anything happened, in order. */
  days: DayReach[]
  leftOut: LeftOut
  /** What is unusual, the latest day first. */
  marks: Mark[]
}

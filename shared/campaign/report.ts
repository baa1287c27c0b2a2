/** The report of a campaign's reach, as sent to the office: only what is published (steps.ts). */
import type { ResidentRange } from './measures.ts'
import type { LeftOutReason, Mark } from './tally.ts'
import type { Shown } from './steps.ts'
import { DEVICE_KINDS } from './touchpoint.ts'

/** Occasions and distinct devices, never mixed; in steps, and null below the first one. */
interface Stage {
  events: Shown
  devices: Shown
}

export const STAGE_KINDS = DEVICE_KINDS
export type StageKind = (typeof STAGE_KINDS)[number]
export type Stages = Record<StageKind, Stage>

export interface Contacts {
  total: number
  staff: number
  platform: number
}

interface Newcomers {
  /** Devices whose first start in the campaign arrived by a share. */
  devices: Shown
}

interface ShareTree {
  links: Shown
  /** Null while the links are. */
  depth: Shown
}

export interface Figures {
  contacts: Contacts
  stages: Stages
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
  /** When what visitors did was looked at, ISO 8601. What members enter is of `at`. */
  publishedAt: string
  whole: Figures & {
    /** Distinct devices of the campaign; null while withheld. */
    devices: Shown
    residents: ResidentRange
    /** `starts`: those that arrived by a share. */
    newcomers: Newcomers & { starts: Shown }
    tree: ShareTree
  }
  touchpoints: TouchpointReach[]
  /** Days on which anything happened, in order. */
  days: DayReach[]
  leftOut: LeftOut
  /** What is unusual, the latest day first. */
  marks: Mark[]
}

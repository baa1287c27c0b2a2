/** The report of a campaign's reach, as the server gives it and the office shows it. Small cells are withheld already. */
import type { ResidentRange } from './measures.ts'
import type { Shown } from './suppression.ts'

/** Occasions and distinct devices, never mixed. */
interface Stage {
  events: number
  devices: Shown
}

export const STAGE_KINDS = ['scan', 'start', 'completion', 'share'] as const
type StageKind = (typeof STAGE_KINDS)[number]
export type Stages = Record<StageKind, Stage>

export interface Contacts {
  total: number
  staff: number
  platform: number
}

export interface Newcomers {
  /** Starts that arrived by a share. */
  starts: number
  /** Devices whose first start in the campaign arrived by a share. */
  devices: Shown
}

interface ShareTree {
  links: number
  /** 0 while nobody has shared. */
  depth: number
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

export interface ReachReport {
  /** Today in our time zone. */
  today: string
  /** When the figures were read, ISO 8601. */
  at: string
  whole: Figures & {
    /** Distinct devices of the campaign; null while withheld. */
    devices: Shown
    residents: ResidentRange
    newcomers: Newcomers
    tree: ShareTree
  }
  touchpoints: TouchpointReach[]
  /** Days on which anything happened, in order. */
  days: DayReach[]
}

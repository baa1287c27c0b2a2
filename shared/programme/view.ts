/** Programmes and slots as the office reads them. Instants are ISO strings. */
import type { Medium } from './media.ts'
import type { SpecialDays } from './running.ts'
import type { Scene } from './scene.ts'
import type { Slot } from './slot.ts'

export interface ProgrammeSummary {
  id: string
  title: string
  revision: number
  scenes: number
  /** Length of a round, s. */
  seconds: number
  publishedVersion: number | null
  /** The draft is not what was published. */
  changed: boolean
  archived: boolean
  /** Names of the groups in whose slots it is. */
  groups: string[]
}

export interface ProgrammeDetail {
  id: string
  title: string
  scenes: Scene[]
  revision: number
  publishedVersion: number | null
  changed: boolean
  archived: boolean
  groups: string[]
}

/** What a scene can show. */
export interface Choice {
  id: string
  title: string
}
export interface SceneChoices {
  scams: Choice[]
  scenarios: Choice[]
  panels: Choice[]
  media: Medium[]
}

export interface ProgrammePage {
  programme: ProgrammeDetail
  choices: SceneChoices
}

export interface SlotView extends Slot {
  groupId: string
  programmeTitle: string
  revision: number
}

export interface SlotBoard {
  today: string
  groups: { id: string; name: string }[]
  /** Those that can be put into a slot. */
  programmes: { id: string; title: string }[]
  slots: SlotView[]
  /** Days off and make-up workdays that are known. */
  special: SpecialDays
  /** The last day of which it is known whether it is one; null: of none. */
  specialUntil: string | null
}

/** Screen groups and what the docent's console sees of them. Instants are ISO strings, times server ms. */
import type { Cue } from './cue.ts'

/** A screen of a group, as the console sees it. */
interface GroupScreen {
  id: string
  name: string
  zone: string
  online: boolean
}

export interface ScreenGroup {
  id: string
  name: string
  revision: number
  screens: GroupScreen[]
  /** A docent leads it at the moment. */
  led: boolean
}

export interface GroupList {
  groups: ScreenGroup[]
  /** All screens of the station, to choose from. */
  screens: (GroupScreen & { groupId: string | null })[]
}

/** A programme that can be started on a group. */
export interface StartableProgramme {
  id: string
  title: string
  scenes: number
  seconds: number
}

/** Who drives a group. */
export interface Driver {
  id: string
  name: string
}

/** All that a docent's console shows of a group. */
export interface GroupView {
  group: Omit<ScreenGroup, 'led'>
  /** Of the present tour, or of the next one's predecessor. */
  epoch: number
  cue: Cue | null
  driver: Driver | null
  programmes: StartableProgramme[]
}

/** What a press did: told to all consoles of the group. */
export interface CueNews {
  groupId: string
  epoch: number
  cue: Cue | null
  driver: Driver | null
}

/** A screen has really shown a cue, `skewMs` after its time (negative: before it). */
export interface FlipNews {
  groupId: string
  screenId: string
  epoch: number
  seq: number
  skewMs: number
}

/** Campaigns and touchpoints as sent to the office (dates as text, nothing of the salt). */
import type { Station } from '../member/station.ts'
import type { Shown } from './steps.ts'
import type { CampaignStatus, ContactSource, TouchpointKind } from './touchpoint.ts'

export interface CampaignView {
  id: string
  title: string
  slogan: string
  startsOn: string
  endsOn: string
  status: CampaignStatus
  goalContacts: number | null
  goalCompletions: number | null
  population: number | null
  revision: number
  closedAt: string | null
  /** Devices are told apart anew since then; null as long as the first salt is there. */
  resaltedAt: string | null
}

export interface TouchpointView {
  id: string
  kind: TouchpointKind
  name: string
  place: string
  grid: string
  plannedCount: number | null
  revision: number
  archivedAt: string | null
  code: string
}

export interface CampaignDetail {
  /** Today in our time zone. */
  today: string
  /** The origin for the QR codes, without a slash at the end. */
  origin: string
  /** Name of the police room, which signs posters and leaflets. */
  station: Station
  campaign: CampaignView
  /** Archived ones too. */
  touchpoints: TouchpointView[]
  /** Ids of those for which this member has entered contacts, the last one first. */
  counted: string[]
}

/** A campaign in the list. */
export interface CampaignSummary {
  id: string
  title: string
  slogan: string
  startsOn: string
  endsOn: string
  status: CampaignStatus
  goalContacts: number | null
  goalCompletions: number | null
  /** Archived ones are not counted. */
  touchpoints: number
  contacts: number
  /** Null below the first step. */
  completions: Shown
  /** Whether a day of it is unusual. */
  isMarked: boolean
}

/** The changed or created object and its campaign. */
export interface TouchpointReply extends TouchpointView {
  campaignId: string
  campaignTitle: string
}

export interface CampaignList {
  /** Today in our time zone. */
  today: string
  /** When the list was read, ISO 8601. */
  at: string
  campaigns: CampaignSummary[]
}

/** Something that was taken out of the published figures. */
export interface Exclusion {
  id: string
  /** The window and the touchpoint, in words. */
  what: string
  reason: string
  /** The member's name. */
  by: string
  at: string
  /** Occasions that it covers, as published; null below the first step. */
  events: Shown
  /** Set once it was put back. */
  undone: { by: string; at: string } | null
}

export interface ExclusionList {
  /** The latest first. */
  exclusions: Exclusion[]
}

/** The contacts reported for a touchpoint on a day by a source. */
export interface ContactLine {
  day: string
  source: ContactSource
  quantity: number
}

export interface ContactList {
  /** The latest day first. */
  contacts: ContactLine[]
}

export interface ContactReply {
  /** False for a repeat of an entry that was stored before. */
  recorded: boolean
}

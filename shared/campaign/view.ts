/** Campaigns and touchpoints as the office gets them (dates as text, no salt). */
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
  /** What the QR codes lead to, without a slash at the end. */
  origin: string
  /** Name of the police room, which signs posters and leaflets. */
  station: string
  campaign: CampaignView
  /** Archived ones too. */
  touchpoints: TouchpointView[]
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
  /** Without the archived ones. */
  touchpoints: number
  contacts: number
  completions: number
}

/** What was made or changed, with its campaign. */
export interface TouchpointReply extends TouchpointView {
  campaignId: string
  campaignTitle: string
}

export interface CampaignList {
  /** Today in our time zone. */
  today: string
  campaigns: CampaignSummary[]
}

/** What is reported for a touchpoint on a day by a source. */
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
  /** False for a repeat of what was recorded already. */
  recorded: boolean
}

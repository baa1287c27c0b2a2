import type { CareRow } from './care.ts'
import type { Picture, ScreenError } from './health.ts'
import type { UseEntry } from './use.ts'
import type { ShownKind } from './view.ts'

/** An error of a screen's page, with how often. */
export interface ErrorEntry extends Pick<ScreenError, 'kind' | 'shape' | 'times'> {
  build: string
  firstAt: string
  lastAt: string
}

/** The last report of a screen about itself. */
export interface HealthEntry {
  at: string
  build: string
  /** When its page was loaded. */
  startedAt: string
  freeBytes: number | null
  width: number
  height: number
  picture: Picture | null
}

/** The last order to load the page anew. */
export interface OrderEntry {
  force: boolean
  askedAt: string
  toldAt: string | null
  doneAt: string | null
}

/** A screen in the office's list. Instants are ISO strings. */
export interface ScreenEntry {
  id: string
  name: string
  zone: string
  revision: number
  campaign: { id: string; title: string; open: boolean } | null
  pairedAt: string
  /** False until the screen has fetched its token for the first time. */
  collected: boolean
  /** The token was not fetched in time: the screen must be paired again. */
  lapsed: boolean
  online: boolean
  /** Start of the current connection. */
  onlineSince: string | null
  /** Last heartbeat; for an offline screen, since when it is offline. */
  lastSeenAt: string | null
  /** In the last minutes another machine tried to connect with this screen's token. */
  contested: boolean
  /** What it last reported to show, and since when; null while it is offline or has not reported. */
  shown: { kind: ShownKind; at: string } | null
  /** Since when it is missed: it has been in use, is not connected, and the hall is open. */
  missedSince: string | null
  care: CareRow
  health: HealthEntry | null
  order: OrderEntry | null
}

/** One screen in the office. */
export interface ScreenDetail {
  screen: ScreenEntry
  /** Of the pages that this server serves; a screen of another one renews itself. */
  build: string
  errors: ErrorEntry[]
  use: UseEntry[]
  /** The newest first. */
  outages: { since: string; endedAt: string | null }[]
}

/** When it was asked; a report after that is the answer. */
export interface LookReply {
  askedAt: string
}

/** What all screens of a station share. */
export interface ScreenStation {
  /** Empty: nobody is told. */
  webhookUrl: string
  hasExitCode: boolean
  revision: number
}

export interface ScreenList {
  screens: ScreenEntry[]
  /** Open campaigns to choose from. */
  campaigns: { id: string; title: string }[]
  /**
   * Origin for the QR code of a screen on this very machine; null: the screen's own address, which phones cannot open.
   */
  localOrigin: string | null
}

import type { ShownKind } from './view.ts'

/** A screen as the office sees it. Instants are ISO strings. */
export interface ScreenEntry {
  id: string
  name: string
  zone: string
  campaign: { id: string; title: string; open: boolean } | null
  pairedAt: string
  /** False until the screen has fetched its token for the first time. */
  collected: boolean
  /** Not fetched, and no longer to be had: it must be paired anew. */
  lapsed: boolean
  online: boolean
  /** Start of the present connection. */
  onlineSince: string | null
  /** Last sign of life; for an offline screen, since when. */
  lastSeenAt: string | null
  /** What it reported that it really shows, and since when; null while it is offline or has not said so. */
  shown: { kind: ShownKind; at: string } | null
}

export interface ScreenList {
  screens: ScreenEntry[]
  /** Open campaigns to choose from. */
  campaigns: { id: string; title: string }[]
  /** Where a screen on this very machine sends phones; null: to itself, which no phone can open. */
  localOrigin: string | null
}

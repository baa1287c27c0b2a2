import type { ShownKind } from './view.ts'

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

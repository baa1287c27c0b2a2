/** What a screen is told to show, as a union by `kind`. Times and durations in ms; server time. */
import type { UrgentCard } from '../card/view.ts'

/** The current sample item and the campaign's QR code; for screens with a campaign. */
interface AttractShow {
  kind: 'attract'
  /** How long one sample item is shown. */
  sampleMs: number
}

/** A rotation of a general page and the picture panels; for screens without a campaign. */
export interface PanelsShow {
  kind: 'panels'
  sampleMs: number
  /** How long the general page and each panel are shown. */
  generalMs: number
  panelMs: number
}

/** A scene of a programme that many screens show in sync. */
export interface SceneShow {
  kind: 'scene'
  scene: string
  /** Start time; until then the screen shows `beneath`. */
  showAt: number
  /** Position in the scene at `showAt`. */
  position: number
  /** Playback rate, ms of the scene per ms; 0: paused. */
  rate: number
  /** Raised with each start of a programme: data of an earlier epoch are invalid. */
  epoch: number
  beneath: RestingShow
}

/** Durations of the warning's own picture, and of what is beneath it, which then wears the warning as a strip. */
export interface Turns {
  cardMs: number
  restMs: number
}

/** A warning with priority over everything else until its `until`. */
export interface TakeoverShow {
  kind: 'takeover'
  card: UrgentCard
  /** Missing in states of older servers: then the warning is shown all the time. */
  turns?: Turns
  /** What is shown after it. */
  beneath: RestingShow | SceneShow
}

export type RestingShow = AttractShow | PanelsShow
export type Show = RestingShow | SceneShow | TakeoverShow

/** A takeover's turns are counted from when its card was published. */
function areTurns({ cardMs, restMs }: Partial<Turns>, publishedAt: unknown): boolean {
  const long = (ms: unknown) => typeof ms === 'number' && Number.isFinite(ms) && ms > 0
  return long(cardMs) && long(restMs) && long(publishedAt)
}

/**
 * Whether this page supports the show and the shows beneath it, with all that its views read: a newer server may use
 * new kinds, and what is kept on the screen may be damaged.
 */
export function isKnownShow(value: unknown): value is Show {
  const show = (value ?? {}) as {
    kind?: unknown
    showAt?: unknown
    beneath?: unknown
    card?: { until?: unknown; publishedAt?: unknown }
    turns?: Partial<Turns> | null
  }
  if (show.kind === 'attract' || show.kind === 'panels') return true
  if (show.kind === 'scene') return Number.isFinite(show.showAt) && isKnownShow(show.beneath)
  if (show.kind !== 'takeover' || !Number.isFinite(show.card?.until)) return false
  return (show.turns === undefined || areTurns(show.turns ?? {}, show.card?.publishedAt)) && isKnownShow(show.beneath)
}

/** The innermost show, which remains when takeovers and scenes have ended. */
export function restingOf(show: Show): RestingShow {
  return 'beneath' in show ? restingOf(show.beneath) : show
}

/** Position in the scene at `now`, in ms. */
export function positionAt({ position, rate, showAt }: SceneShow, now: number): number {
  return position + rate * Math.max(0, now - showAt)
}

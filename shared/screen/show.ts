/** What a screen is told to show, as a union by `kind`. Times and durations in ms; server time. */
import type { UrgentCard } from '../card/view.ts'
import { type Cue, isNewerCue, type Point } from '../programme/cue.ts'
import type { Playlist } from '../programme/playing.ts'
import { isPlaylist } from '../programme/kept.ts'

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

/** What a docent has cued: the screens of the group show it in lock-step. */
export interface SceneShow {
  kind: 'scene'
  cue: Cue
  /** Shown until the first point of the cue, and again when the docent has ended. */
  beneath: LastingShow
}

/** What the screen's group plays by the time of day; `beneath` while nothing runs. */
export interface ProgrammeShow extends Playlist {
  kind: 'programme'
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
  beneath: LastingShow | SceneShow
}

export type RestingShow = AttractShow | PanelsShow
/** What goes on until somebody changes it. */
export type LastingShow = RestingShow | ProgrammeShow
export type Show = LastingShow | SceneShow | TakeoverShow

/** A takeover's turns are counted from when its card was published. */
function areTurns({ cardMs, restMs }: Partial<Turns>, publishedAt: unknown): boolean {
  const long = (ms: unknown) => typeof ms === 'number' && Number.isFinite(ms) && ms > 0
  return long(cardMs) && long(restMs) && long(publishedAt)
}

const isPoint = (point: Partial<Point> | null | undefined, scenes: readonly unknown[]): boolean =>
  Number.isFinite(point?.showAt) && Number.isFinite(point?.position) && scenes[point?.scene ?? -1] !== undefined

function isCue(cue: Partial<Cue> | null | undefined): cue is Cue {
  const scenes = cue?.programme?.scenes
  if (!Array.isArray(scenes) || !Number.isFinite(cue?.epoch) || !Number.isFinite(cue?.seq)) return false
  return isPoint(cue?.now, scenes) && (cue?.before === null || isPoint(cue?.before, scenes))
}

/**
 * Whether this page supports the show and the shows beneath it, with all that its views read: a newer server may use
 * new kinds, and what is kept on the screen may be damaged.
 */
export function isKnownShow(value: unknown): value is Show {
  const show = (value ?? {}) as {
    kind?: unknown
    cue?: Partial<Cue> | null
    beneath?: unknown
    card?: { until?: unknown; publishedAt?: unknown }
    turns?: Partial<Turns> | null
  }
  if (show.kind === 'attract' || show.kind === 'panels') return true
  if (show.kind === 'programme') return isPlaylist(value) && isKnownShow(show.beneath)
  if (show.kind === 'scene') return isCue(show.cue) && isKnownShow(show.beneath)
  if (show.kind !== 'takeover' || !Number.isFinite(show.card?.until)) return false
  return (show.turns === undefined || areTurns(show.turns ?? {}, show.card?.publishedAt)) && isKnownShow(show.beneath)
}

/** What a newer cue makes of what is shown beneath warnings; null: the docent has ended. */
export function cueOver(held: LastingShow | SceneShow, cue: Cue | null): LastingShow | SceneShow {
  const beneath = held.kind === 'scene' ? held.beneath : held
  if (!cue) return beneath
  if (held.kind === 'scene' && !isNewerCue(held.cue, cue)) return held
  return { kind: 'scene', cue, beneath }
}

/** The innermost show, which remains when takeovers and scenes have ended. */
export function restingOf(show: Show): RestingShow {
  return 'beneath' in show ? restingOf(show.beneath) : show
}

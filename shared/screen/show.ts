/** What a screen is told to show, as a union by `kind`. Instants and lengths of time in ms, instants of the server. */
import type { UrgentCard } from '../card/view.ts'

/** The quiz of the moment rings, and a code leads to the campaign; for screens with a campaign. */
interface AttractShow {
  kind: 'attract'
  /** How long one sample item stays. */
  sampleMs: number
}

/** A general page and the picture panels take turns; for screens without a campaign. */
export interface PanelsShow {
  kind: 'panels'
  sampleMs: number
  /** How long the general page stays, and each panel. */
  generalMs: number
  panelMs: number
}

/** A part of a programme that many screens show together. */
export interface SceneShow {
  kind: 'scene'
  scene: string
  /** From then on; until then the screen shows what is beneath. */
  showAt: number
  /** Where in the scene it was at `showAt`. */
  position: number
  /** Ms of the scene per ms; 0 is a pause. */
  rate: number
  /** Raised with each start of a programme: what was said of an earlier one is void. */
  epoch: number
  beneath: RestingShow
}

/** A warning that goes before everything else until its `until` has passed. */
interface TakeoverShow {
  kind: 'takeover'
  card: UrgentCard
  /** What comes back after it. */
  beneath: RestingShow | SceneShow
}

export type RestingShow = AttractShow | PanelsShow
export type Show = RestingShow | SceneShow | TakeoverShow

const KINDS: readonly string[] = ['attract', 'panels', 'scene', 'takeover'] satisfies Show['kind'][]

/** Whether this page knows how to show it, and what comes after it: a newer server may know more kinds. */
export function isKnownShow(value: unknown): value is Show {
  const show = value as { kind?: unknown; beneath?: unknown } | null | undefined
  return KINDS.includes(show?.kind as string) && (show?.beneath === undefined || isKnownShow(show.beneath))
}

/** What comes back when everything that passes has passed. */
export function restingOf(show: Show): RestingShow {
  return 'beneath' in show ? restingOf(show.beneath) : show
}

/** Where in its scene a show is at `now`, in ms. */
export function positionAt({ position, rate, showAt }: SceneShow, now: number): number {
  return position + rate * Math.max(0, now - showAt)
}

/** What a docent has cued on a group: facts and server time, from which each screen computes what it shows. */
import type { Programme } from './scene.ts'

/** One scene of a programme at a position; ms. */
export interface Point {
  /** Index of the scene. */
  scene: number
  /** When it is shown, server time; until then the point before it stays. */
  showAt: number
  /** Position in the scene at `showAt`. */
  position: number
  /** 0: paused. */
  rate: 0 | 1
}

export interface Cue {
  /** Cues and reports of an earlier epoch are stale. */
  epoch: number
  programme: Programme
  now: Point
  /** What was cued before `now`, for screens that get this before its `showAt`; null at the start. */
  before: Point | null
  /** The screens are dark on purpose. */
  black: boolean
}

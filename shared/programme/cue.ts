/** What a docent has cued on a group: facts and server time, from which each screen computes what it shows. */
import type { SceneTurn } from './playing.ts'
import type { Programme, Scene } from './scene.ts'

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
  /** The screens are dark on purpose. */
  black: boolean
}

export interface Cue {
  /** Raised with each start: cues, presses and reports of an earlier epoch are stale. */
  epoch: number
  /** Raised with each press of this epoch. */
  seq: number
  programme: Programme
  now: Point
  /** What was cued before `now`, for screens that get this before its `showAt`; null at the start. */
  before: Point | null
}

/** What the docent presses. */
export type Press =
  | { kind: 'next' | 'back' | 'pause' | 'resume' | 'black' | 'light' }
  /** A scene by its index, or a position in the current scene in ms. */
  | { kind: 'go'; scene: number }
  | { kind: 'seek'; position: number }

/**
 * From a press until the screens show it, ms: longer than a message takes to the slowest screen of a hall's network
 * and the time that it takes to prepare a scene, shorter than what a speaker feels as a wait.
 */
export const LEAD_MS = 400

const lengthOf = (scene: Scene | undefined) => (scene?.seconds ?? 0) * 1_000

/** The point that is shown at `at`; null before the first. */
export function pointAt({ now, before }: Cue, at: number): Point | null {
  return at >= now.showAt ? now : before
}

/** Position in the scene at `at`, in ms; a scene that has come to its end stays there until the docent goes on. */
export function positionAt({ programme }: Pick<Cue, 'programme'>, point: Point, at: number): number {
  const { position, rate, showAt, scene } = point
  return Math.min(position + rate * Math.max(0, at - showAt), lengthOf(programme.scenes[scene]))
}

/** The first cue of an epoch. */
export function startCue(programme: Programme, epoch: number, at: number, lead = LEAD_MS): Cue {
  const now: Point = { scene: 0, showAt: at + lead, position: 0, rate: 1, black: false }
  return { epoch, seq: 1, programme, now, before: null }
}

/** What a press makes of the point that will be shown at `showAt`; undefined: nothing. */
function moved(cue: Cue, shown: Point, press: Press, showAt: number): Point | undefined {
  const { scenes } = cue.programme
  const held: Point = { ...shown, showAt, position: positionAt(cue, shown, showAt) }
  const scene = (index: number): Point | undefined =>
    index >= 0 && index < scenes.length ? { scene: index, showAt, position: 0, rate: 1, black: false } : undefined
  switch (press.kind) {
    case 'next':
      return scene(shown.scene + 1)
    case 'back':
      return scene(shown.scene - 1)
    case 'go':
      return scene(press.scene)
    case 'pause':
      return shown.rate === 0 ? undefined : { ...held, rate: 0 }
    case 'resume':
      return shown.rate === 1 ? undefined : { ...held, rate: 1 }
    case 'black':
    case 'light': {
      const black = press.kind === 'black'
      return shown.black === black ? undefined : { ...held, black }
    }
    case 'seek':
      return { ...held, position: Math.min(Math.max(0, press.position), lengthOf(scenes[shown.scene])) }
  }
}

/**
 * The cue after a press. A press within the lead of the one before builds on that one: three presses of 'next' go three
 * scenes on, though no screen has shown the first. A press that changes nothing returns the same cue.
 * @param at server time of the press, ms
 */
export function pressCue(cue: Cue, press: Press, at: number, lead = LEAD_MS): Cue {
  const showAt = Math.max(at + lead, cue.now.showAt)
  const now = moved(cue, cue.now, press, showAt)
  return now ? { ...cue, seq: cue.seq + 1, now, before: pointAt(cue, at) } : cue
}

/** Whether `next` is later than what a screen or a console holds: messages may arrive in another order. */
export function isNewerCue(held: Pick<Cue, 'epoch' | 'seq'> | null | undefined, next: Pick<Cue, 'epoch' | 'seq'>) {
  return !held || next.epoch > held.epoch || (next.epoch === held.epoch && next.seq > held.seq)
}

/** The scene of a point, as views show it: it stays, whatever its length, until the docent goes on. */
export function cuedTurn({ programme }: Pick<Cue, 'programme'>, { scene, showAt, position }: Point): SceneTurn {
  return { programme, scene: programme.scenes[scene]!, from: showAt - position, until: Infinity }
}

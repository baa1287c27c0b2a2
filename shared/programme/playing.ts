/** Which scene of a programme is shown: by the time since its run began, so that screens side by side agree. */
import { runAt, type SpecialDays } from './running.ts'
import type { Programme, Scene } from './scene.ts'
import type { Slot } from './slot.ts'

/** What runs on a group by the time of day, and what it needs. */
export interface Playlist {
  slots: Slot[]
  /** Those that the slots name. */
  programmes: Programme[]
  special: SpecialDays
}

/** A scene on show; ms since the epoch. */
export interface SceneTurn {
  programme: Programme
  scene: Scene
  from: number
  until: number
}

/**
 * The scene at a moment, in rounds.
 * @param began when the first round began; a moment before it counts back from it
 */
export function sceneAt(programme: Programme, began: number, at: number): SceneTurn | undefined {
  const round = programme.scenes.reduce((sum, { seconds }) => sum + seconds * 1_000, 0)
  if (!(round > 0)) return undefined
  let from = began + Math.floor((at - began) / round) * round
  for (const scene of programme.scenes) {
    const until = from + scene.seconds * 1_000
    if (at < until) return { programme, scene, from, until }
    from = until
  }
  return undefined
}

/**
 * What a playlist shows at a moment; `turn` is undefined while nothing runs.
 * @param skipped time during which it stood still, because a warning was shown, ms
 */
export function turnAt(
  { slots, programmes, special }: Playlist,
  now: number,
  skipped = 0,
): { turn: SceneTurn | undefined; until: number } {
  // A slot without its programme, which this screen has never had: what is beneath shows instead.
  const playable = slots.filter(({ programmeId }) => programmes.some(({ id }) => id === programmeId))
  const { run, until } = runAt(playable, special, now)
  const programme = run && programmes.find(({ id }) => id === run.slot.programmeId)
  const turn = programme && sceneAt(programme, run.from, now - skipped)
  if (!turn) return { turn: undefined, until }
  return {
    turn: { ...turn, from: turn.from + skipped, until: Math.min(turn.until + skipped, until) },
    until: Math.min(turn.until + skipped, until),
  }
}

/**
 * The versions that a screen plays: a new one only when all that it needs is there, until then the one before it.
 * @param held what it has played until now
 * @param isComplete whether everything that a programme needs is loaded
 */
export function playable(
  wanted: readonly Programme[],
  held: readonly Programme[],
  isComplete: (programme: Programme) => boolean,
): Programme[] {
  return wanted.flatMap((programme) => {
    const before = held.find(({ id }) => id === programme.id)
    return before?.version === programme.version || isComplete(programme) ? [programme] : (before ?? [])
  })
}

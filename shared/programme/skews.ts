/** How far a screen shows cues beside their time: kept by a console for the tour that it watches. */
import { median } from '../median.ts'
import type { FlipNews } from './group.ts'

/** Flips that are kept for each screen. */
const FLIPS_MAX = 200

export interface Skew {
  /** Of the last cue, ms; negative: before its time. */
  last: number
  /** Of the sizes of all kept flips, ms. */
  median: number
  p95: number
  count: number
}

/** The kept flips with one more; those of an earlier epoch are dropped, and a repeated one is kept once. */
export function addFlip(flips: readonly FlipNews[], flip: FlipNews): FlipNews[] {
  const same = flips.filter((each) => each.epoch === flip.epoch && each.seq !== flip.seq)
  return [...same, flip].slice(-FLIPS_MAX)
}

/** Undefined before the first. */
export function skewOf(flips: readonly FlipNews[]): Skew | undefined {
  const last = flips.at(-1)
  if (!last) return undefined
  const sizes = flips.map(({ skewMs }) => Math.abs(skewMs)).sort((a, b) => a - b)
  const p95 = sizes[Math.min(sizes.length - 1, Math.ceil(sizes.length * 0.95) - 1)] ?? 0
  return { last: last.skewMs, median: median(sizes), p95, count: sizes.length }
}

/** Reproducible random numbers. */

export type Random = () => number

/**
 * Uniform in [0, 1), the same sequence for the same seed. Mulberry32 (Tommy Ettinger, public domain): not for
 * secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Whole number from `from` to `to`, both included. */
export const between = (random: Random, from: number, to: number) => from + Math.floor(random() * (to - from + 1))

/** A random index into `weights`, with probabilities in proportion to them. */
export function weighted(random: Random, weights: readonly number[]): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => (rest -= weight) < 0)
  return index === -1 ? weights.length - 1 : index
}

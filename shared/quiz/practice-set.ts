/** Draws the set of drills for a practice. */
import type { DrillItem, Truth } from '../content/item.ts'
import { shuffled } from './blueprint.ts'

/** The fields of a drill that drawing needs. */
type BankDrill = Pick<DrillItem, 'id' | 'type' | 'scamType' | 'truth' | 'expires'>

export interface DrawOptions {
  /** Drills wanted; a bank that is too small gives fewer. */
  size: number
  /** Ids that this device has seen, oldest first. */
  seen: readonly string[]
  /** Uniform in [0, 1). */
  random: () => number
  /** Today in Asia/Shanghai, `YYYY-MM-DD`: drills that expired before it are left out. */
  today: string
}

/** The best by all criteria, in their order of importance; the earlier one among equals. */
const best = <T>(values: readonly T[], criteria: ((value: T) => number)[]): T =>
  values.reduce((first, value) => {
    const criterion = criteria.find((each) => each(value) !== each(first))
    return criterion && criterion(value) < criterion(first) ? value : first
  })

/**
 * Different drills in random order. Priorities: both truths as evenly as the bank allows; unseen drills first; each
 * type of item once before any is repeated; different scam types.
 */
export function drawDrills<T extends BankDrill>(bank: readonly T[], { size, seen, random, today }: DrawOptions): T[] {
  let rest = shuffled(
    bank.filter(({ expires }) => expires >= today),
    random,
  )
  const count = (truth: Truth) => rest.filter((drill) => drill.truth === truth).length
  const half = size % 2 && random() < 0.5 ? Math.ceil(size / 2) : Math.floor(size / 2)
  const scams = Math.min(count('scam'), Math.max(half, size - count('genuine')))
  const left: Record<Truth, number> = { scam: scams, genuine: Math.min(count('genuine'), size - scams) }
  const age = new Map(seen.map((id, index) => [id, index]))
  /**
   * The truths in which a type of item exists: a type with only one truth must be taken while that truth is still
   * needed.
   */
  const choice = Map.groupBy(rest, ({ type }) => type)
  const drawn: T[] = []
  while (left.scam + left.genuine > 0) {
    const drill = best(
      rest.filter(({ truth }) => left[truth] > 0),
      [
        ({ id }) => Number(age.has(id)),
        ({ type }) => drawn.filter((each) => each.type === type).length,
        ({ type }) => new Set(choice.get(type)?.map(({ truth }) => truth)).size,
        ({ scamType }) => drawn.filter((each) => each.scamType === scamType).length,
        ({ id }) => age.get(id) ?? 0,
      ],
    )
    drawn.push(drill)
    rest = rest.filter((each) => each !== drill)
    left[drill.truth]--
  }
  return shuffled(drawn, random)
}

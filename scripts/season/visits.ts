/**
 * Invented activity of the phones of a campaign: scans, starts, answers, completions, shares. Figures repeat with the
 * seed; keys and ids do not.
 */
import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { ReachEvent } from '#server/campaign/reach.ts'
import type { answers, attempts, shares } from '#server/database/schema/index.ts'
import { reachEventId } from '#server/quiz/ids.ts'
import type { JudgeItem } from '#shared/content/item.ts'
import { TAXONOMY } from '#shared/content/scam.ts'
import { assembleForm } from '#shared/quiz/blueprint.ts'
import { FORM_SIZE } from '#shared/quiz/quiz.ts'
import { dayOf } from '#shared/station.ts'
import { between, type Random } from './random.ts'

/** Maximum depth of shares. */
const MAX_DEPTH = 5
/** Number of different forms for phones that come for the first time. */
const FORMS = 120
const SECOND = 1000
const HOUR = 3600 * SECOND

/** A phone that arrives at a touchpoint, or by a share. */
export interface Arrival {
  touchpointId: string
  at: Date
  share?: { id: string; depth: number }
}

/** All rows of one depth of shares: each depth's rows refer to those of the previous one. */
interface Step {
  attempts: (typeof attempts.$inferInsert)[]
  shares: (typeof shares.$inferInsert)[]
}
export interface Visits {
  steps: Step[]
  answers: (typeof answers.$inferInsert)[]
  events: ReachEvent[]
}

interface Scene {
  campaignId: string
  bank: readonly JudgeItem[]
  random: Random
  /** Nothing happens later than this instant. */
  until: Date
}

/**
 * Probability of a right answer: most scams are recognised, some genuine messages are taken for one; hard items are
 * answered right less often.
 */
const RIGHT = {
  scam: { low: 0.93, medium: 0.86, high: 0.77 },
  genuine: { low: 0.83, medium: 0.74, high: 0.62 },
} as const

export function inventVisits(arrivals: readonly Arrival[], scene: Scene): Visits {
  const { campaignId, bank, random, until } = scene
  const itemById = new Map(bank.map((item) => [item.id, item]))
  const visits: Visits = { steps: [], answers: [], events: [] }
  /** Items by phone, so that a returning phone gets others. */
  const phones = new Map<Uint8Array, Set<string>>()
  const keys: Uint8Array[] = []
  const later = (at: Date, from: number, to: number) =>
    new Date(at.getTime() + between(random, from * SECOND, to * SECOND))

  /** Items valid on the last day are valid on all days. */
  const assemble = (seen: ReadonlySet<string>) =>
    assembleForm(bank, { size: FORM_SIZE, seen, random, today: dayOf(until) })
  const forms = Array.from({ length: FORMS }, () => assemble(new Set()))

  function phone(): Uint8Array {
    if (keys.length > 20 && random() < 0.05) return keys[between(random, 0, keys.length - 1)]!
    const key = randomBytes(32)
    keys.push(key)
    phones.set(key, new Set())
    return key
  }

  /**
   * A new form for a phone that has seen some items; all others share a stock of forms, because assembling one takes a
   * millisecond.
   */
  function form(deviceKey: Uint8Array): string[] {
    const seen = phones.get(deviceKey)!
    const itemIds = seen.size === 0 ? forms[between(random, 0, forms.length - 1)]! : assemble(seen)
    for (const id of itemIds) seen.add(id)
    return itemIds
  }

  /** @returns when the last answer arrived, if the form was completed. */
  function answer(attemptId: string, itemIds: readonly string[], startedAt: Date): Date | undefined {
    const skill = random() * 0.3 - 0.15
    const patience = random() < 0.8 ? itemIds.length : between(random, 1, itemIds.length - 1)
    let at = startedAt
    for (const [position, itemId] of itemIds.slice(0, patience).entries()) {
      at = later(at, 5, 24)
      if (at > until) return undefined
      const { truth, version, difficulty } = itemById.get(itemId)!
      const correct = random() < Math.min(0.98, RIGHT[truth][difficulty.alignment] + skill)
      const other = truth === 'scam' ? 'genuine' : 'scam'
      visits.answers.push({
        attemptId,
        position,
        itemId,
        itemVersion: version,
        truth,
        choice: correct ? truth : other,
        correct,
        answeredAt: at,
      })
    }
    return patience === itemIds.length ? at : undefined
  }

  function visit({ touchpointId, at, share }: Arrival, step: Step): Arrival[] {
    const deviceKey = phone()
    const common = { campaignId, touchpointId, deviceKey, shareId: share?.id }
    const record = (kind: 'scan' | 'start' | 'completion' | 'share', cause: string, when: Date) =>
      visits.events.push({ ...common, id: reachEventId(kind, cause), kind, at: when })
    record('scan', v7(), at)
    const again = later(at, 600, 90_000)
    if (random() < 0.22 && again <= until) record('scan', v7(), again)
    const startedAt = later(at, 4, 50)
    if (random() > 0.76 || startedAt > until) return []
    const itemIds = form(deviceKey)
    if (itemIds.length === 0) return []
    const id = v7({ msecs: startedAt.getTime() })
    record('start', id, startedAt)
    const completedAt = answer(id, itemIds, startedAt)
    step.attempts.push({
      id,
      campaignId,
      touchpointId,
      shareId: share?.id,
      deviceKey,
      itemIds,
      taxonomy: TAXONOMY,
      startedAt,
      completedAt: completedAt ?? null,
    })
    if (!completedAt) return []
    record('completion', id, completedAt)
    const depth = (share?.depth ?? 0) + 1
    const sharedAt = later(completedAt, 10, 120)
    // People who arrived by a friend's share share more often.
    if (depth > MAX_DEPTH || random() > (share ? 0.36 : 0.21) || sharedAt > until) return []
    const own = { id: v7({ msecs: sharedAt.getTime() }), depth }
    step.shares.push({
      ...own,
      campaignId,
      touchpointId,
      parentId: share?.id ?? null,
      attemptId: id,
      createdAt: sharedAt,
    })
    record('share', id, sharedAt)
    return Array.from({ length: between(random, 0, 3) }, () => ({
      touchpointId,
      at: new Date(sharedAt.getTime() + random() ** 2 * 40 * HOUR),
      share: own,
    })).filter((next) => next.at < until)
  }

  for (let coming = arrivals; coming.length > 0;) {
    const step: Step = { attempts: [], shares: [] }
    coming = coming.flatMap((arrival) => visit(arrival, step))
    visits.steps.push(step)
  }
  return visits
}

/** Contacts: occasions counted by people or platforms, stored in the same ledger as all other events. */
import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Executor, type Transaction, useDatabase } from '#server/database/client.ts'
import { reachEvents, reachRollups } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { dayText } from '#shared/campaign/campaign.ts'
import type { ContactEntry } from '#shared/campaign/input.ts'
import { CONTACT_SOURCES, CONTACTS_PER_CAMPAIGN, type ContactSource } from '#shared/campaign/touchpoint.ts'
import type { ContactLine } from '#shared/campaign/view.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { recordReach } from './reach.ts'
import { getTouchpoint, lockTouchpoint } from './touchpoints.ts'

type Actor = Pick<CurrentMember, 'id' | 'stationId'>

/** Is the entry in the ledger already? @throws AppError `conflict` when the id belongs to a different entry. */
async function isRepeat(
  tx: Transaction,
  touchpointId: string,
  entry: ContactEntry,
  quantity: number,
): Promise<boolean> {
  const [same] = await tx.select().from(reachEvents).where(eq(reachEvents.id, entry.id))
  if (!same) return false
  if (
    same.touchpointId === touchpointId &&
    same.kind === 'contact' &&
    same.day === entry.day &&
    same.source === entry.source &&
    same.quantity === quantity
  )
    return true
  throw new AppError('conflict', '这一笔可能已经记过了，请刷新页面核对。')
}

async function reportedOn(
  tx: Executor,
  campaignId: string,
  touchpointId: string,
  day: string,
  source: ContactSource,
): Promise<number> {
  const [row] = await tx
    .select({ events: reachRollups.events })
    .from(reachRollups)
    .where(
      and(
        eq(reachRollups.campaignId, campaignId),
        eq(reachRollups.touchpointId, touchpointId),
        eq(reachRollups.kind, 'contact'),
        eq(reachRollups.source, source),
        eq(reachRollups.day, day),
      ),
    )
  return row?.events ?? 0
}

async function reportedInAll(tx: Executor, campaignId: string): Promise<number> {
  const [row] = await tx
    .select({ events: sql<number>`coalesce(sum(${reachRollups.events}), 0)::int` })
    .from(reachRollups)
    .where(
      and(
        eq(reachRollups.campaignId, campaignId),
        isNull(reachRollups.touchpointId),
        eq(reachRollups.kind, 'contact'),
        isNull(reachRollups.day),
      ),
    )
  return row?.events ?? 0
}

/**
 * Adds contacts, or takes back contacts reported by mistake (as a further, negative row). The sum per touchpoint, day
 * and source never falls below zero, because entries of one campaign are written one after the other (row lock).
 * @returns false for an entry that was stored before
 * @throws AppError `not_found`; `conflict` when the campaign is closed; `bad_input` for an impossible day or quantity
 */
export async function enterContacts(
  by: Actor,
  touchpointId: string,
  entry: ContactEntry,
  now = new Date(),
): Promise<boolean> {
  const quantity = entry.mode === 'correct' ? -entry.quantity : entry.quantity
  const recorded = await useDatabase().transaction(async (tx) => {
    const { campaign, touchpoint } = await lockTouchpoint(tx, by.stationId, touchpointId)
    if (await isRepeat(tx, touchpointId, entry, quantity)) return undefined
    if (campaign.status === 'closed') throw new AppError('conflict', '活动已经结束，人次不能再登记或更正。')
    if (entry.day > dayOf(now)) throw new AppError('bad_input', '还没到这一天。', { day: '不能登记今天以后的人次' })
    // Corrections are exempt: the start may have been moved to after days that were reported.
    if (entry.mode === 'report' && entry.day < campaign.startsOn)
      throw new AppError('bad_input', '那时活动还没有开始。', { day: `活动从 ${dayText(campaign.startsOn)} 开始` })
    if (entry.mode === 'correct') {
      const there = await reportedOn(tx, campaign.id, touchpointId, entry.day, entry.source)
      if (there + quantity < 0)
        throw new AppError('bad_input', '减得太多了。', {
          quantity: there === 0 ? '这一天没有这个来源的登记' : `这一天一共登记了 ${there} 人次，最多减 ${there}`,
        })
    } else if ((await reportedInAll(tx, campaign.id)) + quantity > CONTACTS_PER_CAMPAIGN) {
      throw new AppError('bad_input', '人次太多了，请核对。', { quantity: '整个活动的人次超过了 10 亿' })
    }
    const recorded = await recordReach(tx, [
      {
        id: entry.id,
        campaignId: campaign.id,
        touchpointId,
        kind: 'contact',
        source: entry.source,
        quantity,
        memberId: by.id,
        at: now,
        day: entry.day,
      },
    ])
    // A race: the same id was just written to another campaign.
    if (recorded === 0) throw new AppError('conflict', '这一笔可能已经记过了，请刷新页面核对。')
    await writeAudit(tx, by, {
      action: `contact.${entry.mode}`,
      subjectType: 'touchpoint',
      subjectId: touchpointId,
      detail: { name: touchpoint.name, day: entry.day, source: entry.source, quantity },
    })
    return campaign.id
  })
  if (recorded) tell('contact:entered', { stationId: by.stationId, campaignId: recorded })
  return recorded !== undefined
}

/** Most lines of the list of contacts under one touchpoint: two sources on each day of a year. */
const LINES = 800

/**
 * Contacts reported for a touchpoint, by day and source, the latest day first; sums that were corrected to zero are
 * left out.
 */
export async function listContacts(stationId: string, touchpointId: string): Promise<ContactLine[]> {
  const { campaignId } = await getTouchpoint(stationId, touchpointId)
  const rows = await useDatabase()
    .select({ day: reachRollups.day, source: reachRollups.source, quantity: reachRollups.events })
    .from(reachRollups)
    .where(
      and(
        eq(reachRollups.campaignId, campaignId),
        eq(reachRollups.touchpointId, touchpointId),
        eq(reachRollups.kind, 'contact'),
        isNotNull(reachRollups.day),
        sql`${reachRollups.events} > 0`,
      ),
    )
    .orderBy(desc(reachRollups.day), reachRollups.source)
    .limit(LINES)
  return rows.flatMap(({ day, source, quantity }) => {
    const counted = CONTACT_SOURCES.find((each) => each === source)
    return day && counted ? { day, source: counted, quantity } : []
  })
}

/** Touchpoints: a batch of leaflets, a screen, a livestream. Each has its own permanent code. */
import { and, count, eq, isNull, sql } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { one } from '#server/database/one.ts'
import { campaigns, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { changedFields } from '#shared/changed-fields.ts'
import type { ArchiveTouchpoint, CreateTouchpoint, EditTouchpoint } from '#shared/campaign/input.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { lockCampaign, requireOpen } from './campaigns.ts'
import { claimCode, makeCode } from './codes.ts'
import { quoted } from '#shared/quoted.ts'

type Actor = Pick<CurrentMember, 'id' | 'stationId'>

/** Most touchpoints of one campaign: a limit for its tables and print sheets. */
const TOUCHPOINTS_MAX = 500

const columns = {
  id: touchpoints.id,
  campaignId: touchpoints.campaignId,
  kind: touchpoints.kind,
  name: touchpoints.name,
  place: touchpoints.place,
  grid: touchpoints.grid,
  plannedCount: touchpoints.plannedCount,
  revision: touchpoints.revision,
  archivedAt: touchpoints.archivedAt,
}

async function findTouchpoint(stationId: string, id: string) {
  const [row] = await useDatabase()
    .select({ ...columns, code: shortCodes.code, campaignTitle: campaigns.title })
    .from(touchpoints)
    .innerJoin(campaigns, eq(campaigns.id, touchpoints.campaignId))
    .innerJoin(shortCodes, and(eq(shortCodes.touchpointId, touchpoints.id), isNull(shortCodes.shareId)))
    .where(and(eq(touchpoints.id, id), eq(campaigns.stationId, stationId)))
  return row
}

/** One touchpoint of the station, with its code. @throws AppError `not_found` */
export async function getTouchpoint(stationId: string, id: string) {
  const touchpoint = await findTouchpoint(stationId, id)
  if (!touchpoint) throw new AppError('not_found', '没有找到这个触点。')
  return touchpoint
}

/**
 * Adds a touchpoint with its code, within the caller's transaction (creating a hall screen also creates a touchpoint).
 * @returns the code, or undefined when a touchpoint with this id exists already
 * @throws AppError `not_found`, or `conflict` when the campaign is closed or full
 */
export async function addTouchpoint(
  tx: Transaction,
  by: Actor,
  campaignId: string,
  input: CreateTouchpoint,
  make = makeCode,
): Promise<string | undefined> {
  const campaign = await lockCampaign(tx, by.stationId, campaignId)
  // Checked first: a repeated request for a stored touchpoint is no error, even if the campaign is full or closed by
  // now.
  const [known] = await tx.select({ id: touchpoints.id }).from(touchpoints).where(eq(touchpoints.id, input.id))
  if (known) return undefined
  requireOpen(campaign)
  const [{ there } = { there: 0 }] = await tx
    .select({ there: count() })
    .from(touchpoints)
    .where(eq(touchpoints.campaignId, campaignId))
  if (there >= TOUCHPOINTS_MAX) throw new AppError('conflict', `一次活动最多 ${TOUCHPOINTS_MAX} 个触点。`)
  const made = await tx
    .insert(touchpoints)
    .values({ ...input, campaignId })
    .onConflictDoNothing()
    .returning({ id: touchpoints.id })
  if (made.length === 0) return undefined
  const code = await claimCode(tx, { touchpointId: input.id }, make)
  await writeAudit(tx, by, {
    action: 'touchpoint.create',
    subjectType: 'touchpoint',
    subjectId: input.id,
    detail: { campaignId, kind: input.kind, name: input.name, code },
  })
  return code
}

/** The same in its own transaction; with the id of an existing touchpoint it returns that one (idempotent). */
export async function createTouchpoint(by: Actor, campaignId: string, input: CreateTouchpoint, make = makeCode) {
  const made = await useDatabase().transaction((tx) => addTouchpoint(tx, by, campaignId, input, make))
  const touchpoint = await findTouchpoint(by.stationId, input.id)
  if (touchpoint?.campaignId !== campaignId) throw new AppError('conflict', '没有存上，请再试一次。')
  if (made) tell('touchpoint:changed', { stationId: by.stationId, campaignId })
  return touchpoint
}

/** The touchpoint and its campaign, locked until the transaction ends. @throws AppError `not_found` */
export async function lockTouchpoint(tx: Transaction, stationId: string, id: string) {
  const [found] = await tx
    .select({ campaignId: touchpoints.campaignId })
    .from(touchpoints)
    .innerJoin(campaigns, eq(campaigns.id, touchpoints.campaignId))
    .where(and(eq(touchpoints.id, id), eq(campaigns.stationId, stationId)))
  if (!found) throw new AppError('not_found', '没有找到这个触点。')
  const campaign = await lockCampaign(tx, stationId, found.campaignId)
  return { campaign, touchpoint: one(await tx.select(columns).from(touchpoints).where(eq(touchpoints.id, id))) }
}

/** @throws AppError `not_found`; `conflict` when the campaign is closed or someone else has saved since. */
export async function editTouchpoint(by: Actor, id: string, { revision, ...fields }: EditTouchpoint) {
  await useDatabase().transaction(async (tx) => {
    const { campaign, touchpoint } = await lockTouchpoint(tx, by.stationId, id)
    requireOpen(campaign)
    const changed = changedFields(touchpoint, fields)
    // Also a retry after a lost answer.
    if (changed.length === 0) return
    if (touchpoint.revision !== revision) throw staleRow(touchpoint)
    await tx
      .update(touchpoints)
      .set({ ...fields, revision: sql`${touchpoints.revision} + 1` })
      .where(eq(touchpoints.id, id))
    await writeAudit(tx, by, {
      action: 'touchpoint.edit',
      subjectType: 'touchpoint',
      subjectId: id,
      detail: { name: fields.name, changed },
    })
  })
  const touchpoint = await getTouchpoint(by.stationId, id)
  tell('touchpoint:changed', { stationId: by.stationId, campaignId: touchpoint.campaignId })
  return touchpoint
}

/**
 * Archives a touchpoint, or restores it. Its code works either way. Does nothing if the state is already as requested.
 * A form that was opened before gets a conflict, like after any other change.
 * @throws AppError `not_found`; `conflict` when someone else has saved since it was seen
 */
export async function archiveTouchpoint(
  by: Actor,
  id: string,
  { archived, revision }: ArchiveTouchpoint,
  now = new Date(),
) {
  await useDatabase().transaction(async (tx) => {
    const { touchpoint } = await lockTouchpoint(tx, by.stationId, id)
    if ((touchpoint.archivedAt !== null) === archived) return
    if (touchpoint.revision !== revision)
      throw staleRow(touchpoint, `${quoted(touchpoint.name)}刚才被别人改过，这一步没有做。请看看现在的内容，再来一次。`)
    await tx
      .update(touchpoints)
      .set({ archivedAt: archived ? now : null, revision: sql`${touchpoints.revision} + 1` })
      .where(eq(touchpoints.id, id))
    await writeAudit(tx, by, {
      action: archived ? 'touchpoint.archive' : 'touchpoint.restore',
      subjectType: 'touchpoint',
      subjectId: id,
      detail: { name: touchpoint.name },
    })
  })
  const touchpoint = await getTouchpoint(by.stationId, id)
  tell('touchpoint:changed', { stationId: by.stationId, campaignId: touchpoint.campaignId })
  return touchpoint
}

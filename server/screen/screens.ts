/** The office's side: enter a code, change a screen, revoke it. */
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { screenPairings, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { changedFields } from '#shared/changed-fields.ts'
import { AppError, staleRow } from '#shared/errors.ts'
import { momentText } from '#shared/member/time.ts'
import type { CreateScreen, EditScreen, RevokeScreen } from '#shared/screen/pairing.ts'
import { limitEntries } from './limits.ts'
import { ensureScreenTouchpoint } from './touchpoint.ts'
import { quoted } from '#shared/quoted.ts'

/** The waiting pairing of a code, locked. If two people enter it at the same time, the second finds it used. */
export async function lockPairing(tx: Transaction, code: string, now: Date): Promise<string | undefined> {
  const [live] = await tx
    .select({ id: screenPairings.id })
    .from(screenPairings)
    .where(and(eq(screenPairings.code, code), isNull(screenPairings.screenId), gt(screenPairings.expiresAt, now)))
    .for('update')
  return live?.id
}

/** The same. @throws AppError `bad_input` at `code` where none waits */
export async function requirePairing(tx: Transaction, code: string, now: Date): Promise<string> {
  const live = await lockPairing(tx, code, now)
  if (live) return live
  const [used] = await tx
    .select({ screenId: screenPairings.screenId })
    .from(screenPairings)
    .where(eq(screenPairings.code, code))
    .limit(1)
  throw new AppError('bad_input', undefined, {
    code: used?.screenId
      ? '这个连接码已经用过了，请看列表里是不是已有这块屏'
      : '没有这个连接码，或者它已经过期，请照屏幕上现在的数字再填一次',
  })
}

/** @throws AppError `bad_input` at `code` or `campaignId`; `too_many` after repeated wrong codes. */
export async function createScreen(
  member: CurrentMember,
  input: CreateScreen,
  now = new Date(),
): Promise<{ id: string }> {
  const entry = await limitEntries(member.id)
  const { name, zone, campaignId } = input
  const screen = { id: v7(), stationId: member.stationId, name, zone }
  await useDatabase().transaction(async (tx) => {
    const pairingId = await requirePairing(tx, input.code, now)
    // The code was right, even if other fields of the form are wrong.
    await entry.forgive()
    await tx.insert(screens).values({ ...screen, pairedBy: member.id, pairedAt: now })
    if (campaignId) {
      const touchpointId = await ensureScreenTouchpoint(tx, member, screen, campaignId)
      await tx.update(screens).set({ campaignId, touchpointId }).where(eq(screens.id, screen.id))
    }
    await tx.update(screenPairings).set({ screenId: screen.id }).where(eq(screenPairings.id, pairingId))
    await writeAudit(tx, member, {
      action: 'screen.pair',
      subjectType: 'screen',
      subjectId: screen.id,
      detail: { name, zone, campaignId },
    })
  })
  tell('screen:paired', { stationId: member.stationId, screenId: screen.id })
  // The screen may have got a new touchpoint, which changes the campaign's list.
  if (campaignId) tell('touchpoint:changed', { stationId: member.stationId, campaignId })
  return { id: screen.id }
}

/** @throws AppError `not_found`; `bad_input` at `campaignId`; `conflict` when somebody else has saved since. */
export async function editScreen(member: CurrentMember, id: string, input: EditScreen): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const [screen] = await tx
      .select()
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
      .for('update')
    if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
    const { name, zone, campaignId } = input
    const before = { name: screen.name, zone: screen.zone, campaignId: screen.campaignId }
    const changed = changedFields(before, { name, zone, campaignId })
    // Nothing was changed: no event is needed, and other open forms do not get a conflict.
    if (changed.length === 0) return
    if (screen.revision !== input.revision) throw staleRow({ ...before, revision: screen.revision })
    const kept = campaignId === screen.campaignId
    const touchpointId = kept
      ? screen.touchpointId
      : campaignId && (await ensureScreenTouchpoint(tx, member, { id, name, zone }, campaignId))
    await tx
      .update(screens)
      .set({ name, zone, campaignId, touchpointId, revision: sql`${screens.revision} + 1` })
      .where(eq(screens.id, id))
    await writeAudit(tx, member, {
      action: 'screen.edit',
      subjectType: 'screen',
      subjectId: id,
      detail: { name, changed, before },
    })
  })
  tell('screen:edited', { stationId: member.stationId, screenId: id })
  if (input.campaignId) tell('touchpoint:changed', { stationId: member.stationId, campaignId: input.campaignId })
}

/** @throws AppError `conflict` when another machine has taken the place of the one that was seen */
export function requireSeenMachine(screen: { name: string; pairedAt: Date }, seen: string): void {
  if (screen.pairedAt.toISOString() !== seen)
    throw new AppError(
      'conflict',
      `${quoted(screen.name)}在 ${momentText(screen.pairedAt)} 换了一台机器，这一步没有做。请看看现在的情况，需要的话再来一次。`,
    )
}

/**
 * Revokes the pairing that was seen; repeating it is no error (idempotent). @throws AppError `not_found`, `conflict`
 */
export async function revokeScreen(
  member: CurrentMember,
  id: string,
  { paired }: RevokeScreen,
  now = new Date(),
): Promise<void> {
  await useDatabase().transaction(async (tx) => {
    const [screen] = await tx
      .select({ name: screens.name, revokedAt: screens.revokedAt, pairedAt: screens.pairedAt })
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId)))
      .for('update')
    if (!screen) throw new AppError('not_found')
    if (screen.revokedAt) return
    requireSeenMachine(screen, paired)
    await tx.update(screens).set({ revokedAt: now, tokenHash: null, onlineSince: null }).where(eq(screens.id, id))
    await writeAudit(tx, member, {
      action: 'screen.revoke',
      subjectType: 'screen',
      subjectId: id,
      detail: { name: screen.name },
    })
  })
  tell('screen:revoked', { stationId: member.stationId, screenId: id })
}

/** A new machine takes the place of a screen that is offline: its name, place, campaign and figures go on. */
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { screenPairings, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import type { ReplaceScreen } from '#shared/screen/pairing.ts'
import { limitEntries } from './limits.ts'
import { isOnline } from './presence.ts'
import { lockPairing, requirePairing, requireSeenMachine } from './screens.ts'
import { quoted } from '#shared/quoted.ts'

/**
 * Whether this member has put the screen's newest machine there by this code: a repeated request, after an answer that
 * was lost, is answered as the first one was.
 */
async function hasReplaced(tx: Transaction, member: CurrentMember, id: string, code: string, now: Date) {
  // Digits come again after a while: those that wait now are meant.
  if (await lockPairing(tx, code, now)) return false
  const [found] = await tx
    .select({ id: screens.id })
    .from(screenPairings)
    .innerJoin(screens, eq(screens.id, screenPairings.screenId))
    .where(
      and(
        eq(screenPairings.code, code),
        eq(screens.id, id),
        eq(screens.pairedBy, member.id),
        // A replacement marks the earlier codes of its screen as collected.
        or(isNull(screenPairings.collectedAt), gt(screenPairings.collectedAt, screens.pairedAt)),
      ),
    )
    .limit(1)
  return found !== undefined
}

/**
 * The former machine's token is revoked at once; it shows a pairing code when it comes back. Repeated with the same
 * code, it changes nothing.
 * @throws AppError `not_found`; `bad_input` at `code`; `conflict` while the screen is online, or when it has got
 * another machine since it was seen; `too_many` after repeated wrong codes.
 */
export async function replaceScreen(
  member: CurrentMember,
  id: string,
  { code, paired }: ReplaceScreen,
  now = new Date(),
): Promise<void> {
  const entry = await limitEntries(member.id)
  const done = await useDatabase().transaction(async (tx) => {
    const [screen] = await tx
      .select({ name: screens.name, pairedAt: screens.pairedAt, online: isOnline(now) })
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
      .for('update')
    if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
    if (await hasReplaced(tx, member, id, code, now)) {
      await entry.forgive()
      return true
    }
    const pairingId = await requirePairing(tx, code, now)
    await entry.forgive()
    requireSeenMachine(screen, paired)
    if (screen.online)
      throw new AppError('conflict', `${quoted(screen.name)}又在线了，没有替换。请看看是不是选错了屏。`)
    // An earlier code of this screen that nobody has collected must not take the token back.
    await tx
      .update(screenPairings)
      .set({ collectedAt: now })
      .where(and(eq(screenPairings.screenId, id), isNull(screenPairings.collectedAt)))
    await tx.update(screenPairings).set({ screenId: id }).where(eq(screenPairings.id, pairingId))
    await tx
      .update(screens)
      .set({ tokenHash: null, onlineSince: null, contestedAt: null, pairedBy: member.id, pairedAt: now })
      .where(eq(screens.id, id))
    await writeAudit(tx, member, {
      action: 'screen.replace',
      subjectType: 'screen',
      subjectId: id,
      detail: { name: screen.name },
    })
    return false
  })
  if (done) return
  tell('screen:revoked', { stationId: member.stationId, screenId: id })
  tell('screen:paired', { stationId: member.stationId, screenId: id })
}

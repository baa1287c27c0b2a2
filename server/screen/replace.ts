/** A new machine takes the place of a screen that is offline: its name, place, campaign and figures go on. */
import { and, eq, isNull } from 'drizzle-orm'
import { tell } from '#server/bus.ts'
import { useDatabase } from '#server/database/client.ts'
import { screenPairings, screens } from '#server/database/schema/index.ts'
import { writeAudit } from '#server/member/audit.ts'
import type { CurrentMember } from '#server/member/session.ts'
import { AppError } from '#shared/errors.ts'
import type { ReplaceScreen } from '#shared/screen/pairing.ts'
import { limitEntries } from './limits.ts'
import { isOnline } from './presence.ts'
import { requirePairing } from './screens.ts'

/**
 * The former machine's token is revoked at once; it shows a pairing code when it comes back.
 * @throws AppError `not_found`; `bad_input` at `code`; `conflict` while the screen is online; `too_many` after repeated
 * wrong codes.
 */
export async function replaceScreen(
  member: CurrentMember,
  id: string,
  { code }: ReplaceScreen,
  now = new Date(),
): Promise<void> {
  const entry = await limitEntries(member.id)
  await useDatabase().transaction(async (tx) => {
    const [screen] = await tx
      .select({ name: screens.name, online: isOnline(now) })
      .from(screens)
      .where(and(eq(screens.id, id), eq(screens.stationId, member.stationId), isNull(screens.revokedAt)))
      .for('update')
    if (!screen) throw new AppError('not_found', '没有这块屏，可能已经断开。')
    const pairingId = await requirePairing(tx, code, now)
    await entry.forgive()
    if (screen.online) throw new AppError('conflict', `“${screen.name}”又在线了，没有替换。请看看是不是选错了屏。`)
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
  })
  tell('screen:revoked', { stationId: member.stationId, screenId: id })
  tell('screen:paired', { stationId: member.stationId, screenId: id })
}

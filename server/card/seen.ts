/** What an officer decides about a card is about what its page showed: whatever came after that is not overridden. */
import type { Transaction } from '#server/database/client.ts'
import { lastActor } from '#server/member/audit.ts'
import { AppError } from '#shared/errors.ts'
import type { AuditAction } from '#shared/member/audit.ts'
import { ROLE_LABELS } from '#shared/member/role.ts'
import { momentText } from '#shared/member/time.ts'
import type { Actor, Card } from './find.ts'

/** Who did something last, and when. */
async function newsOf(tx: Transaction, by: Actor, card: Card, action: AuditAction, at: Date | null): Promise<string> {
  const actor = await lastActor(tx, card.id, action)
  const who = actor?.id === by.id ? '您自己' : actor ? `${ROLE_LABELS[actor.role]}${actor.name}` : '别人'
  return `由${who}${at ? `在 ${momentText(at)} ` : ''}`
}

/**
 * A withdrawal is undone only by who has seen it, with its reason.
 * @param seen when the card was withdrawn, as the page showed it; null: not withdrawn
 * @throws AppError `conflict`
 */
export async function requireSeenWithdrawal(
  tx: Transaction,
  by: Actor,
  card: Card,
  seen: string | null,
): Promise<void> {
  if (!card.withdrawnAt || card.withdrawnAt.toISOString() === seen) return
  const news = await newsOf(tx, by, card, 'card.withdraw', card.withdrawnAt)
  throw new AppError('conflict', `这张卡${news}撤下了（${card.withdrawReason ?? ''}），没有发布。请先看看撤下的原因。`)
}

/**
 * A return is overridden only by who has seen its reason.
 * @param seen whether the page showed the card as returned
 * @throws AppError `conflict`
 */
export async function requireSeenReturn(tx: Transaction, by: Actor, card: Card, seen: boolean): Promise<void> {
  if (card.stage !== 'returned' || seen) return
  const news = await newsOf(tx, by, card, 'card.return', null)
  throw new AppError('conflict', `这张卡刚才${news}退回了（${card.returnReason ?? ''}），这一步没有做。请先看看。`)
}

/**
 * What is said about a public text is not said about the next one, which may be its correction.
 * @param seen number of the public version that the page showed
 * @throws AppError `conflict`
 */
export async function requireSeenPublic(tx: Transaction, by: Actor, card: Card, seen: number | null): Promise<void> {
  if (card.publishedVersion === seen) return
  const news = await newsOf(tx, by, card, 'card.publish', card.publishedAt)
  throw new AppError(
    'conflict',
    `第 ${card.publishedVersion} 版${news}发布了，您看到的不是这一版，这一步没有做。请先看看新的一版。`,
  )
}

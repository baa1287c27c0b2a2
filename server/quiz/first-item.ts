/**
 * The first item of a quiz, sent with the page so that pressing start shows it without waiting for the network. Drawing
 * it stores nothing: the attempt is created only when the phone sends the start; the other items are drawn then.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import type { ResolvedCode } from '#server/campaign/codes.ts'
import { deviceKeyOf } from '#server/campaign/device.ts'
import { findSalt } from '#server/campaign/salts.ts'
import { useLibrary } from '#server/content/library.ts'
import { type Database, type Transaction, useDatabase } from '#server/database/client.ts'
import { attempts } from '#server/database/schema/index.ts'
import { type JudgeItem, openItem } from '#shared/content/item.ts'
import { assembleForm } from '#shared/quiz/blueprint.ts'
import { type FirstItem, FORM_SIZE, type QuizItem } from '#shared/quiz/quiz.ts'
import { dayOf } from '#shared/station.ts'

/** Limit on a device's earlier attempts that are searched for items it has seen. */
const REMEMBERED_ATTEMPTS = 60

/** Item ids of this device's attempts in the campaign, oldest first. */
export async function seenHere(
  db: Database | Transaction,
  campaignId: string,
  deviceKey: Uint8Array,
): Promise<string[]> {
  const rows = await db
    .select({ itemIds: attempts.itemIds })
    .from(attempts)
    .where(and(eq(attempts.campaignId, campaignId), eq(attempts.deviceKey, deviceKey)))
    .orderBy(desc(attempts.startedAt))
    .limit(REMEMBERED_ATTEMPTS)
  return rows.toReversed().flatMap((row) => row.itemIds)
}

/** An item in the form that a phone may see before it has answered. */
export function quizItem(item: JudgeItem, position: number): QuizItem {
  const { id, channel, sender, messages } = openItem(item)
  return { position, id, channel, sender, messages }
}

/**
 * An HMAC under the campaign's salt, so that it is useless after the salt is destroyed. Its input can never be that of
 * a device key: a device token has 22 characters and no colon.
 * @param at when it was drawn, ms since the epoch in base 36; pages of earlier versions have none.
 */
const proofOf = (salt: Uint8Array, itemId: string, at: string | undefined) =>
  createHmac('sha256', salt)
    .update(at === undefined ? `first:${itemId}` : `first:${at}:${itemId}`)
    .digest()

/**
 * Whether this server drew the item for the campaign with this salt: clients must not choose the first item of a form.
 * @param proof from `drawFirstItem`. @returns undefined without proof; `openedAt`: when the item was drawn.
 */
export function provesFirstItem(salt: Uint8Array, itemId: string, proof: string): { openedAt?: Date } | undefined {
  const [mac = '', at] = proof.split('.')
  const expected = proofOf(salt, itemId, at)
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return at === undefined ? {} : { openedAt: new Date(Number.parseInt(at, 36)) }
}

/** Proofs that were used, with the attempt; the oldest is forgotten first. */
const SPENT_MAX = 20_000
const spent = new Map<string, string>()

/** Whether this proof tells when this attempt was begun: one page begins one attempt, also when it is sent again. */
export function spendProof(proof: string, attemptId: string): boolean {
  const by = spent.get(proof)
  if (by !== undefined) return by === attemptId
  spent.set(proof, attemptId)
  const [oldest] = spent.keys()
  if (spent.size > SPENT_MAX && oldest !== undefined) spent.delete(oldest)
  return true
}

/**
 * An item that this device has not seen, if there is one.
 * @param token of the device, if it has one. @returns undefined when no items are valid.
 */
export async function drawFirstItem(
  { campaign }: ResolvedCode,
  token: string | undefined,
  now = new Date(),
): Promise<FirstItem | undefined> {
  const salt = campaign.status === 'open' ? await findSalt(campaign) : undefined
  if (!salt) return undefined
  const [{ items, itemById }, seen] = await Promise.all([
    useLibrary(),
    token ? seenHere(useDatabase(), campaign.id, deviceKeyOf(salt, token)) : [],
  ])
  const form = assembleForm(items, { size: FORM_SIZE, seen: new Set(seen), random: Math.random, today: dayOf(now) })
  const item = itemById.get(form[0] ?? '')
  if (!item) return undefined
  const at = now.getTime().toString(36)
  return {
    item: quizItem(item, 0),
    size: form.length,
    proof: `${proofOf(salt, item.id, at).toString('base64url')}.${at}`,
  }
}

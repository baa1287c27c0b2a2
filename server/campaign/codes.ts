/** Short codes: printed, scanned and shared. */
import { randomInt } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { campaigns, shortCodes, touchpoints } from '#server/database/schema/index.ts'
import { report } from '#server/log/report.ts'
import { AppError } from '#shared/errors.ts'
import { findSalt } from './salts.ts'
import { readShortCode, SHORT_CODE_ALPHABET, SHORT_CODE_LENGTH } from '#shared/campaign/code.ts'

/** A random code from a CSPRNG: 31^7 ≈ 2.7 × 10^10 of them, so a collision is rare and detected by the primary key. */
export function makeCode(): string {
  return Array.from(
    { length: SHORT_CODE_LENGTH },
    () => SHORT_CODE_ALPHABET[randomInt(SHORT_CODE_ALPHABET.length)],
  ).join('')
}

/** A collision has a chance of about one in a billion: two in a row mean that the random generator is broken. */
const TRIES = 8

/**
 * Gives a touchpoint, or a share of it, an unused code.
 * @param make only for tests of a collision
 * @throws AppError `unavailable` when no free one is found
 */
export async function claimCode(
  tx: Transaction,
  owner: { touchpointId: string; shareId?: string },
  make = makeCode,
): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [claimed] = await tx
      .insert(shortCodes)
      .values({ code: make(), ...owner })
      .onConflictDoNothing()
      .returning({ code: shortCodes.code })
    if (claimed) return claimed.code
  }
  report('error', 'codes', 'no free short code was found')
  throw new AppError('unavailable')
}

export interface ResolvedCode {
  code: string
  touchpointId: string
  /** Set when the code belongs to a share. */
  shareId: string | null
  campaign: {
    id: string
    stationId: string
    title: string
    slogan: string
    status: 'open' | 'closed'
    saltPrint: Uint8Array | null
  }
}

/** What a code leads to, accepting it as a person may have typed it; undefined for an unknown one. */
export async function resolveCode(typed: string): Promise<ResolvedCode | undefined> {
  const code = readShortCode(typed)
  if (!code) return undefined
  const [row] = await useDatabase()
    .select({
      code: shortCodes.code,
      touchpointId: shortCodes.touchpointId,
      shareId: shortCodes.shareId,
      campaign: {
        id: campaigns.id,
        stationId: campaigns.stationId,
        title: campaigns.title,
        slogan: campaigns.slogan,
        status: campaigns.status,
        saltPrint: campaigns.saltPrint,
      },
    })
    .from(shortCodes)
    .innerJoin(touchpoints, eq(touchpoints.id, shortCodes.touchpointId))
    .innerJoin(campaigns, eq(campaigns.id, touchpoints.campaignId))
    .where(eq(shortCodes.code, code))
  return row
}

/**
 * The same with the campaign's salt, for actions that are allowed only while it runs.
 * @throws AppError `not_found`, `gone` or `unavailable`
 */
export async function requireOpenCode(typed: string): Promise<ResolvedCode & { salt: Uint8Array }> {
  const resolved = await resolveCode(typed)
  if (!resolved) throw new AppError('not_found', '没有这个活动码，请核对后再试。')
  const { campaign } = resolved
  const salt = campaign.status === 'open' ? await findSalt(campaign) : undefined
  if (!salt) throw new AppError('gone', '这次活动已经结束了。')
  return { ...resolved, salt }
}

/**
 * Keeps a campaign from being closed until the end of the transaction.
 * @throws AppError `gone` if it is closed; `not_found` if it is missing, after a restore of an earlier backup.
 */
export async function holdOpen(tx: Transaction, campaignId: string): Promise<void> {
  const [row] = await tx
    .select({ status: campaigns.status })
    .from(campaigns)
    .where(eq(campaigns.id, campaignId))
    .for('share')
  if (!row) throw new AppError('not_found', '没有找到这次活动，请重新扫码。')
  if (row.status !== 'open') throw new AppError('gone', '这次活动已经结束了。')
}

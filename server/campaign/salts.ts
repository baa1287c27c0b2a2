/**
 * The salt of each campaign: made with it, in the hands of every server while it runs, and destroyed everywhere when it
 * is closed. The database holds its print only.
 */
import { randomBytes } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { type Transaction, useDatabase } from '#server/database/client.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { serverEnv } from '#server/env.ts'
import { AppError } from '#shared/errors.ts'
import { SALT_BYTES } from './salt-files.ts'
import { destroyHeld, freshSalt, heldCampaigns, heldSalt, holdSalt, printOf } from './salt-held.ts'
import { answerRequests, requestSalt } from './salt-requests.ts'

/** How long a phone waits for the salt to come from another server, in ms. */
const WAIT_MS = 2_000
/**
 * A campaign that is not in the database may come back: what a restore replaced is kept for this long (snapshots.ts).
 */
const MISSING_MS = 14 * 24 * 60 * 60_000

export interface SaltOwner {
  id: string
  /** Null for a campaign that has no salt yet. */
  saltPrint: Uint8Array | null
}

/** Several servers may share a database server, never the embedded database. */
const mayHaveOthers = () => serverEnv.databaseUrl !== undefined

async function setSalt(tx: Transaction, id: string, salt: Buffer, resalted: boolean): Promise<Buffer> {
  await tx
    .update(campaigns)
    .set({ salt: null, saltPrint: printOf(salt), ...(resalted && { resaltedAt: new Date() }) })
    .where(eq(campaigns.id, id))
  return salt
}

/**
 * Brings the salt of an open campaign to this server.
 * @param lost nobody has the salt with the print in the database, as after a restore on another computer: from now on
 * devices are told apart by a new one, and the campaign says since when.
 */
async function settle(id: string, lost: boolean): Promise<Buffer | 'elsewhere' | undefined> {
  return useDatabase().transaction(async (tx) => {
    const [row] = await tx
      .select({ salt: campaigns.salt, print: campaigns.saltPrint })
      .from(campaigns)
      .where(and(eq(campaigns.id, id), eq(campaigns.status, 'open')))
      .for('no key update')
    if (!row) return undefined
    // An earlier version of this software kept it here.
    if (row.salt) return setSalt(tx, id, holdSalt(id, row.salt), false)
    if (!row.print) return setSalt(tx, id, freshSalt(id), false)
    const held = heldSalt(id, row.print)
    if (held) return held
    return lost ? setSalt(tx, id, holdSalt(id, randomBytes(SALT_BYTES)), true) : 'elsewhere'
  })
}

const stopping = new AbortController()

async function obtain({ id, saltPrint }: SaltOwner): Promise<Buffer | undefined> {
  const settled = await settle(id, !mayHaveOthers())
  if (settled !== 'elsewhere') return settled
  const received = saltPrint && (await requestSalt(id, saltPrint, stopping.signal))
  if (received || stopping.signal.aborted) return received || undefined
  const last = await settle(id, true)
  return last === 'elsewhere' ? undefined : last
}

const running = new Map<string, Promise<Buffer | undefined>>()
/** Once at a time for each campaign, however many phones ask. */
function obtainOnce(owner: SaltOwner): Promise<Buffer | undefined> {
  const known = running.get(owner.id)
  if (known) return known
  const started = obtain(owner).finally(() => running.delete(owner.id))
  running.set(owner.id, started)
  return started
}

/**
 * The salt of a campaign that was open when it was read; undefined when it has been closed since.
 * @throws AppError `unavailable` while it has not come from another server yet.
 */
export async function findSalt(owner: SaltOwner): Promise<Buffer | undefined> {
  const held = owner.saltPrint && heldSalt(owner.id, owner.saltPrint)
  if (held) return held
  const late = Symbol('late')
  const { promise: waited, resolve } = Promise.withResolvers<typeof late>()
  const timer = setTimeout(resolve, WAIT_MS, late)
  const salt = await Promise.race([obtainOnce(owner), waited]).finally(() => clearTimeout(timer))
  if (salt === late) throw new AppError('unavailable')
  return salt
}

/** Destroys what belongs to campaigns that are closed, or have been missing for long. */
async function destroyEnded(now: number): Promise<void> {
  const held = heldCampaigns()
  if (held.length === 0) return
  const rows = await useDatabase()
    .select({ id: campaigns.id, status: campaigns.status })
    .from(campaigns)
    .where(
      inArray(
        campaigns.id,
        held.map(({ campaignId }) => campaignId),
      ),
    )
  const status = new Map(rows.map((row) => [row.id, row.status]))
  for (const { campaignId, at } of held) {
    const found = status.get(campaignId)
    if (found === 'closed' || (!found && now - at > MISSING_MS)) destroyHeld(campaignId)
  }
}

/** One round: destroys, brings here what is missing, and answers other servers. */
export async function tendSalts(now = Date.now()): Promise<void> {
  await destroyEnded(now)
  const open = await useDatabase()
    .select({ id: campaigns.id, saltPrint: campaigns.saltPrint })
    .from(campaigns)
    .where(eq(campaigns.status, 'open'))
  for (const owner of open) {
    // Not awaited: two servers may wait for each other's answer.
    if (!owner.saltPrint || !heldSalt(owner.id, owner.saltPrint)) obtainOnce(owner).catch(() => {})
  }
  if (mayHaveOthers()) await answerRequests()
}

/** Ends what `tendSalts` has begun, before the database is closed. */
export async function stopSalts(): Promise<void> {
  stopping.abort()
  await Promise.allSettled(running.values())
}

/**
 * How a server gets the salt of a campaign that another server has created: it leaves a public key in the database, and
 * whoever has the salt answers with the salt sealed for that key. The private key never leaves memory, so what stays in
 * the log of the database and in backups opens nothing.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { useDatabase } from '#server/database/client.ts'
import { campaigns, saltRequests } from '#server/database/schema/index.ts'
import { heldSalt, holdSalt, printOf } from './salt-held.ts'

/** A server that has not answered by then is not there, or has not got it either; in ms. */
const ANSWER_MS = 15_000
const LOOK_MS = 250

const NONCE_BYTES = 12
const TAG_BYTES = 16

const exported = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })

const sealKey = (own: KeyObject, other: Uint8Array) => {
  const publicKey = createPublicKey({ key: Buffer.from(other), type: 'spki', format: 'der' })
  const shared = diffieHellman({ privateKey: own, publicKey })
  return Buffer.from(hkdfSync('sha256', shared, '', 'campaign salt', 32))
}

function seal(key: Buffer, salt: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(salt), cipher.final(), cipher.getAuthTag()])
}

function unseal(key: Buffer, sealed: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Asks the other servers for the salt with this print. @returns undefined when none has answered in time. */
export async function requestSalt(
  campaignId: string,
  print: Uint8Array,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const db = useDatabase()
  const own = generateKeyPairSync('x25519')
  const id = v7()
  await db.insert(saltRequests).values({ id, campaignId, publicKey: exported(own.publicKey) })
  try {
    for (const end = performance.now() + ANSWER_MS; performance.now() < end && !signal.aborted;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      const [row] = await db
        .select({ sealed: saltRequests.sealed, answerKey: saltRequests.answerKey })
        .from(saltRequests)
        .where(eq(saltRequests.id, id))
      if (!row?.sealed || !row.answerKey) continue
      const salt = unseal(sealKey(own.privateKey, row.answerKey), row.sealed)
      return salt && printOf(salt).equals(print) ? holdSalt(campaignId, salt) : undefined
    }
    return undefined
  } finally {
    await db.delete(saltRequests).where(eq(saltRequests.id, id))
  }
}

/** Answers what others have asked for and this process has. */
export async function answerRequests(): Promise<void> {
  const db = useDatabase()
  const fresh = sql`now() - ${ANSWER_MS / 1000} * interval '1 second'`
  const open = await db
    .select({
      id: saltRequests.id,
      publicKey: saltRequests.publicKey,
      campaignId: saltRequests.campaignId,
      print: campaigns.saltPrint,
    })
    .from(saltRequests)
    .innerJoin(campaigns, and(eq(campaigns.id, saltRequests.campaignId), eq(campaigns.status, 'open')))
    .where(and(isNull(saltRequests.sealed), gt(saltRequests.createdAt, fresh)))
  for (const { id, publicKey, campaignId, print } of open) {
    const salt = print && heldSalt(campaignId, print)
    if (!salt) continue
    const own = generateKeyPairSync('x25519')
    await db
      .update(saltRequests)
      .set({ sealed: seal(sealKey(own.privateKey, publicKey), salt), answerKey: exported(own.publicKey) })
      .where(and(eq(saltRequests.id, id), isNull(saltRequests.sealed)))
  }
  // Of a server that ended while it waited.
  await db.delete(saltRequests).where(lt(saltRequests.createdAt, sql`now() - interval '1 minute'`))
}

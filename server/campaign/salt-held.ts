/** The salts that this process holds: in memory, and in the data folder where there is one. */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { serverEnv } from '#server/env.ts'
import { destroySalt, listSalts, readSalt, SALT_BYTES, writeSalt } from './salt-files.ts'

/** By campaign. */
const memory = new Map<string, Buffer>()

const folder = () => serverEnv.dataDir && join(serverEnv.dataDir, 'salts')

/**
 * SHA-256 of a salt, which the database keeps: it says which salt is the right one, and cannot be turned back into 32
 * random bytes.
 */
export const printOf = (salt: Uint8Array): Buffer => createHash('sha256').update('salt:').update(salt).digest()

/** The salt with this print; undefined when this process has none or another one. */
export function heldSalt(campaignId: string, print: Uint8Array): Buffer | undefined {
  const known = memory.get(campaignId)
  if (known && printOf(known).equals(print)) return known
  const dir = folder()
  const stored = dir && readSalt(dir, campaignId)
  if (!stored || !printOf(stored).equals(print)) return undefined
  memory.set(campaignId, stored)
  return stored
}

/** Keeps a salt, on disk before this returns. */
export function holdSalt(campaignId: string, salt: Uint8Array): Buffer {
  const dir = folder()
  if (dir) writeSalt(dir, campaignId, salt)
  const kept = Buffer.from(salt)
  memory.set(campaignId, kept)
  return kept
}

/**
 * A salt for a campaign that is being created: the one that is here, when an earlier request for the same campaign did
 * not get through.
 */
export function freshSalt(campaignId: string): Buffer {
  const dir = folder()
  const known = memory.get(campaignId) ?? (dir ? readSalt(dir, campaignId) : undefined)
  return known ?? holdSalt(campaignId, randomBytes(SALT_BYTES))
}

/** Destroys the salt of a campaign here. */
export function destroyHeld(campaignId: string): void {
  memory.get(campaignId)?.fill(0)
  memory.delete(campaignId)
  const dir = folder()
  if (dir) destroySalt(dir, campaignId)
}

/** Campaigns whose salt is here, and since when, in ms. */
export function heldCampaigns(): { campaignId: string; at: number }[] {
  const dir = folder()
  return dir ? listSalts(dir) : [...memory.keys()].map((campaignId) => ({ campaignId, at: Date.now() }))
}

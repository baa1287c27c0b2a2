/**
 * Salts in files of the data folder, one for each campaign. Not in the database, which keeps what was deleted: in its
 * log, in dead rows and in every backup. A file can be overwritten.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** Bytes of a salt. */
export const SALT_BYTES = 32

const NAME = /^([0-9a-f-]{36})\.salt(?:\.part)?$/
const fileOf = (dir: string, campaignId: string) => join(dir, `${campaignId}.salt`)

function writeSynced(file: string, flags: 'w' | 'r+', bytes: Uint8Array): void {
  const fd = openSync(file, flags, 0o600)
  try {
    writeSync(fd, bytes, 0, bytes.length, 0)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** So that names last over a power cut too. Windows cannot open a folder, and does not need it. */
function syncFolder(dir: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(dir, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Undefined where there is none, or a damaged one. */
export function readSalt(dir: string, campaignId: string): Buffer | undefined {
  const file = fileOf(dir, campaignId)
  if (!existsSync(file)) return undefined
  const salt = readFileSync(file)
  return salt.length === SALT_BYTES ? salt : undefined
}

/** Writes a salt so that it lasts, and destroys another one of the campaign. */
export function writeSalt(dir: string, campaignId: string, salt: Uint8Array): void {
  destroySalt(dir, campaignId)
  if (!existsSync(dir)) mkdirSync(dir, { mode: 0o700 })
  const part = `${fileOf(dir, campaignId)}.part`
  writeSynced(part, 'w', salt)
  renameSync(part, fileOf(dir, campaignId))
  syncFolder(dir)
}

/** Overwrites a salt on the disk before its file goes; nothing happens where there is none. */
export function destroySalt(dir: string, campaignId: string): void {
  for (const file of [fileOf(dir, campaignId), `${fileOf(dir, campaignId)}.part`]) {
    if (!existsSync(file)) continue
    writeSynced(file, 'r+', randomBytes(SALT_BYTES))
    rmSync(file)
    syncFolder(dir)
  }
}

/** Ids of the campaigns that have a file, and when it was written, in ms. */
export function listSalts(dir: string): { campaignId: string; at: number }[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir).flatMap((name) => {
    const campaignId = NAME.exec(name)?.[1]
    const at = campaignId && statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs
    return campaignId && at ? [{ campaignId, at }] : []
  })
}

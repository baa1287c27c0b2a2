/** Secrets of this installation, created on first start and stored in the data folder (mode 600). */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StartError } from './env.ts'

const secretsSchema = z.object({
  /** Encrypts and signs the session cookie of members; at least 32 characters. */
  sessionPassword: z.string().min(32),
})
export type Secrets = z.infer<typeof secretsSchema>

export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    const made: Secrets = { sessionPassword: randomBytes(32).toString('base64url') }
    // On the disk before it has its name: after a power cut an empty one would keep the next start from going on.
    writeFileSync(`${file}.part`, JSON.stringify(made, null, 2), { mode: 0o600, flush: true })
    renameSync(`${file}.part`, file)
  }
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new StartError('bad_secrets', `密钥文件 ${file} 读不出来：请从备份恢复它，或删掉它（所有成员要重新登录）`)
  }
}

/** A short name of this installation: derived, so that it lasts as long as the secrets, and tells nothing of them. */
export const instanceOf = ({ sessionPassword }: Secrets): string =>
  createHash('sha256').update(`instance:${sessionPassword}`).digest('hex').slice(0, 8)

/** Tells whether two computers have the same secrets, and nothing of them. */
export const fingerprintOf = ({ sessionPassword }: Secrets): string =>
  createHash('sha256').update(`fingerprint:${sessionPassword}`).digest('hex').slice(0, 32)

/**
 * Password hashes: scrypt in PHC form, the same library and form as nuxt-auth-utils' `hashPassword`, but usable outside
 * Nitro too (demo data, tests).
 */
import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { makeGate } from '#server/gate.ts'
import { AppError } from '#shared/errors.ts'

/**
 * N = 2^15, r = 8, p = 3: 32 MB and about a third of a second; one of OWASP's equivalent settings (Password Storage
 * Cheat Sheet).
 */
const scrypt = new Scrypt({ cost: 2 ** 15, blockSize: 8, parallelization: 3, maxMemory: 64 * 1024 * 1024 })

const gated = makeGate({
  // At most two at a time, so that the rest of the thread pool stays free for files and compression.
  atOnce: 2,
  // Longer queues occur only in attacks, not in normal use.
  waiting: 40,
  message: '现在登录的人太多，请过一会儿再试。',
})

/** The same password typed on two keyboards may differ in its bytes (full-width forms, composed letters). */
const normal = (password: string) => password.normalize('NFKC')

export function hashPassword(password: string): Promise<string> {
  return gated(() => scrypt.make(normal(password)))
}

let dummy: Promise<string> | undefined

/**
 * Computed once. A rejection by a full queue is not cached: otherwise every later log-in to an unknown account would be
 * rejected, which would reveal which accounts exist.
 */
function dummyHash(): Promise<string> {
  dummy ??= hashPassword('nobody has this password').catch((error: unknown) => {
    dummy = undefined
    throw error
  })
  return dummy
}

/** @param hash undefined for an unknown account: then the check takes equally long and returns false. */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  const against = hash ?? (await dummyHash())
  const right = await gated(() => scrypt.verify(against, normal(password))).catch((error: unknown) => {
    if (error instanceof AppError) throw error
    return false
  })
  return hash !== undefined && right
}

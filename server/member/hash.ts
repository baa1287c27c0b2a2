/**
 * Password hashes: scrypt in PHC form, the same library and form as nuxt-auth-utils' `hashPassword`, but usable outside
 * Nitro too (demo data, tests).
 */
import { Scrypt } from '@adonisjs/hash/drivers/scrypt'
import { makeLanes, type Turn } from '#server/gate.ts'
import { AppError } from '#shared/errors.ts'

/**
 * N = 2^15, r = 8, p = 3: 32 MB and about a third of a second; one of OWASP's equivalent settings (Password Storage
 * Cheat Sheet).
 */
const scrypt = new Scrypt({ cost: 2 ** 15, blockSize: 8, parallelization: 3, maxMemory: 64 * 1024 * 1024 })

/** Longer queues occur only in attacks, not in normal use. */
const WAITING = 40

const gated = makeLanes({
  // At most two at a time, so that the rest of the thread pool stays free for files and compression.
  atOnce: 2,
  lanes: {
    /** Members who are logged in, or on devices that they have used before; each is limited by throttle.ts. */
    known: { waiting: WAITING, perShare: 8 },
    /** Holders of a one-time link. */
    link: { waiting: WAITING, perShare: 4 },
    /** Everybody else, by site: a whole hall may be behind one address, and leaves room for others. */
    stranger: { waiting: WAITING, perShare: 24 },
  },
  message: '现在登录的人太多，请过一会儿再试。',
})
export type HashTurn = Turn<'known' | 'link' | 'stranger'>

/** The same password typed on two keyboards may differ in its bytes (full-width forms, composed letters). */
const normal = (password: string) => password.normalize('NFKC')

export function hashPassword(password: string, turn: HashTurn): Promise<string> {
  return gated(turn, () => scrypt.make(normal(password)))
}

let dummy: Promise<string> | undefined

/**
 * Computed once. A rejection by a full queue is not cached: otherwise every later log-in to an unknown account would be
 * rejected, which would reveal which accounts exist.
 */
function dummyHash(turn: HashTurn): Promise<string> {
  dummy ??= hashPassword('nobody has this password', turn).catch((error: unknown) => {
    dummy = undefined
    throw error
  })
  return dummy
}

/** @param hash undefined for an unknown account: then the check takes equally long and returns false. */
export async function verifyPassword(hash: string | undefined, password: string, turn: HashTurn): Promise<boolean> {
  const against = hash ?? (await dummyHash(turn))
  const right = await gated(turn, () => scrypt.verify(against, normal(password))).catch((error: unknown) => {
    if (error instanceof AppError) throw error
    return false
  })
  return hash !== undefined && right
}

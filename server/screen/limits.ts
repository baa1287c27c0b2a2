/**
 * Who may try how often. Counted in memory of each node: what must hold over all of them is limited in the database.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { AppError } from '#shared/errors.ts'

/**
 * New codes per network address: a whole hall sits behind one, and each waiting screen asks every ten minutes.
 * Addresses are kept nowhere else and are gone after the window.
 */
const pairingsByAddress = new RateLimiterMemory({ points: 60, duration: 600 })
/** Codes that a member may enter wrongly in ten minutes. */
const wrongCodes = new RateLimiterMemory({ points: 10, duration: 600 })

export async function limitPairings(address: string): Promise<void> {
  await pairingsByAddress.consume(address).catch(() => {
    throw new AppError('too_many', '这个网络上申请连接码太频繁了，请过几分钟再试。')
  })
}

/** Counts an entry as wrong until `forgive` is called, so that many at once cannot slip through. */
export async function limitEntries(memberId: string): Promise<{ forgive: () => Promise<unknown> }> {
  await wrongCodes.consume(memberId).catch(() => {
    throw new AppError('too_many', '输错的次数太多了，请十分钟后再试。')
  })
  return { forgive: () => wrongCodes.reward(memberId) }
}

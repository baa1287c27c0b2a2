/** Rate limits, counted in memory of each node. Limits that must hold over all nodes are enforced in the database. */
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from '#server/http/network.ts'
import { AppError } from '#shared/errors.ts'

/**
 * New codes per network: all screens of a hall share one, and each waiting screen requests one every ten minutes.
 * Networks are stored nowhere else and deleted after the window.
 */
const pairingsByNetwork = new RateLimiterMemory({ points: 60, duration: 600 })
/** Wrong codes that a member may enter in ten minutes. */
const wrongCodes = new RateLimiterMemory({ points: 10, duration: 600 })

export async function limitPairings(address: string): Promise<void> {
  await pairingsByNetwork.consume(networkOf(address)).catch(() => {
    throw new AppError('too_many', '这个网络上申请连接码太频繁了，请过几分钟再试。')
  })
}

/** Counts an entry as wrong until `forgive` is called, so that concurrent entries cannot exceed the limit. */
export async function limitEntries(memberId: string): Promise<{ forgive: () => Promise<unknown> }> {
  await wrongCodes.consume(memberId).catch(() => {
    throw new AppError('too_many', '输错的次数太多了，请十分钟后再试。')
  })
  return { forgive: () => wrongCodes.reward(memberId) }
}

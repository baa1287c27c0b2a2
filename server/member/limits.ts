/** Rate limits of log-ins over all accounts. Limits per account are in throttle.ts. */
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { AppError } from '#shared/errors.ts'

/**
 * Failed log-ins per network in ten minutes, from devices that the account does not know: enough for a whole hall
 * behind one address, too few to fill the queue for password hashes. In memory of each node, like that queue. A limit
 * per account is not enough, because an attacker can invent any number of account names.
 */
const strangers = new RateLimiterMemory({ points: 60, duration: 600 })

/**
 * Counts an attempt as failed until `forgive`. Applies to known and unknown accounts alike: a limit for unknown ones
 * only would reveal which accounts exist.
 * @throws AppError `too_many`
 */
export async function limitStrangers(networkHash: string): Promise<{ forgive: () => Promise<unknown> }> {
  await strangers.consume(networkHash).catch(() => {
    throw new AppError('too_many', '这个网络上登录失败的次数太多了，请过几分钟再试。')
  })
  return { forgive: () => strangers.reward(networkHash) }
}

/** Who may try how often, over all accounts. What is counted for each account is in throttle.ts. */
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { AppError } from '#shared/errors.ts'

/**
 * Failed log-ins per network in ten minutes, from devices that the account does not know: enough for a whole hall
 * behind one address, too few to keep the queue for password hashes full. In memory of each node, as that queue is.
 * The names of accounts that do not exist cost an attacker nothing, so no count per account can bound this.
 */
const strangers = new RateLimiterMemory({ points: 60, duration: 600 })

/**
 * Counts an attempt as failed until `forgive`. For known and unknown accounts alike: a limit of the unknown ones alone
 * would tell which is which.
 * @throws AppError `too_many`
 */
export async function limitStrangers(networkHash: string): Promise<{ forgive: () => Promise<unknown> }> {
  await strangers.consume(networkHash).catch(() => {
    throw new AppError('too_many', '这个网络上登录失败的次数太多了，请过几分钟再试。')
  })
  return { forgive: () => strangers.reward(networkHash) }
}

/** Rate limits of log-ins over all accounts. Limits per account are in throttle.ts. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '#shared/errors.ts'
import type { LoginDevice } from './known-device.ts'

/**
 * Failed log-ins per network in ten minutes, from devices that the account does not know: enough for a whole hall
 * behind one address, too few to fill the queue for password hashes. In memory of each node, like that queue. A limit
 * per account is not enough, because an attacker can invent any number of account names.
 */
const POINTS = 60
const strangers = new RateLimiterMemory({ points: POINTS, duration: 600 })
/** The same of a site, whose networks may be hundreds of households. */
const strangersOfSite = new RateLimiterMemory({ points: 4 * POINTS, duration: 600 })

/**
 * Counts an attempt as failed until `forgive`. Applies to known and unknown accounts alike: a limit for unknown ones
 * only would reveal which accounts exist.
 * @param onLimit called by the first attempt that is refused: a flood must not cost more than a look into memory.
 * @throws AppError `too_many`
 */
export async function limitStrangers(
  { networkHash, siteHash }: Pick<LoginDevice, 'networkHash' | 'siteHash'>,
  onLimit: () => Promise<void>,
): Promise<{ forgive: () => Promise<unknown> }> {
  const consume = (limiter: RateLimiterMemory, key: string) =>
    limiter.consume(key).catch(async (refused: unknown) => {
      if (refused instanceof RateLimiterRes && refused.consumedPoints === limiter.points + 1) await onLimit()
      throw new AppError('too_many', '这个网络上登录失败的次数太多了，请过几分钟再试。')
    })
  await consume(strangers, networkHash)
  await consume(strangersOfSite, siteHash)
  return { forgive: () => Promise.all([strangers.reward(networkHash), strangersOfSite.reward(siteHash)]) }
}

/**
 * Networks from which a member has logged in. Only hashes under a key that is never stored, only in memory of this
 * node: forgotten at the next start, after which the limits for strangers apply again.
 */

/** Far more than the members of a station have; the oldest are forgotten. */
const MOST = 5_000

const known = new Set<string>()
const keyOf = (memberId: string, networkHash: string) => `${memberId}|${networkHash}`

export const knowsNetwork = (memberId: string, networkHash: string): boolean => known.has(keyOf(memberId, networkHash))

export function rememberNetwork(memberId: string, networkHash: string): void {
  const key = keyOf(memberId, networkHash)
  known.delete(key)
  known.add(key)
  const [oldest] = known
  if (known.size > MOST && oldest) known.delete(oldest)
}

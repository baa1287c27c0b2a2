/** So many at once, and so many an hour on and on, for each key. In the memory of each node. */
export interface BucketLimits {
  burst: number
  perHour: number
  /** Keys that are remembered; the one that was quiet for longest is forgotten first. */
  keys: number
}

const HOUR = 3600_000

export class TokenBuckets {
  private readonly buckets = new Map<string, { left: number; at: number }>()
  private readonly limits: BucketLimits
  constructor(limits: BucketLimits) {
    this.limits = limits
  }

  /** @returns whether there was one left. A clock that is set back gives nothing away. */
  take(key: string, now: number): boolean {
    const { burst, perHour, keys } = this.limits
    const before = this.buckets.get(key) ?? { left: burst, at: now }
    const left = Math.min(burst, before.left + (Math.max(0, now - before.at) / HOUR) * perHour)
    const taken = left >= 1
    this.buckets.delete(key)
    this.buckets.set(key, { left: taken ? left - 1 : left, at: now })
    const [oldest] = this.buckets.keys()
    if (this.buckets.size > keys && oldest !== undefined) this.buckets.delete(oldest)
    return taken
  }
}

/**
 * How many new devices a network may bring. In the memory of each node, by network, and deleted with it: no address is
 * stored.
 */
import { TokenBuckets } from '#server/http/token-buckets.ts'
import { NEW_DEVICES, type NewDeviceLimits } from '#shared/campaign/new-devices.ts'

/** Networks that are remembered; the one that was quiet for longest is forgotten first. */
const NETWORKS = 20_000
const HOUR = 3600_000
const TEN_MINUTES = 600_000

/** A count within a window of time. */
interface Window {
  since: number
  count: number
}

interface Network {
  tenMinutes: Window
  day: Window
  unusual: boolean
}

export interface Admission {
  admitted: boolean
  /** New devices to be added to the tally `crowd`. */
  unusual: number
}

function countIn(window: Window, length: number, now: number): Window {
  return now - window.since >= length || now < window.since
    ? { since: now, count: 1 }
    : { since: window.since, count: window.count + 1 }
}

export class NewDevices {
  private readonly networks = new Map<string, Network>()
  private readonly limits: NewDeviceLimits
  private readonly buckets: TokenBuckets
  constructor(limits: NewDeviceLimits = NEW_DEVICES) {
    this.limits = limits
    this.buckets = new TokenBuckets({ ...limits, keys: NETWORKS })
  }

  /** Counts a new device of a network. */
  admit(network: string, now: number): Admission {
    const { crowdInTenMinutes, crowdInDay } = this.limits
    const before = this.networks.get(network) ?? {
      tenMinutes: { since: now, count: 0 },
      day: { since: now, count: 0 },
      unusual: false,
    }
    const admitted = this.buckets.take(network, now)
    const tenMinutes = admitted ? countIn(before.tenMinutes, TEN_MINUTES, now) : before.tenMinutes
    const day = admitted ? countIn(before.day, 24 * HOUR, now) : before.day
    const unusual = tenMinutes.count > crowdInTenMinutes || day.count > crowdInDay
    this.networks.delete(network)
    this.networks.set(network, { tenMinutes, day, unusual })
    if (this.networks.size > NETWORKS) this.forgetOldest()
    if (!admitted || !unusual) return { admitted, unusual: 0 }
    // With the first that is unusual, those before it turn out to be.
    return { admitted, unusual: before.unusual ? 1 : Math.max(tenMinutes.count, 1) }
  }

  private forgetOldest(): void {
    const [oldest] = this.networks.keys()
    if (oldest !== undefined) this.networks.delete(oldest)
  }
}

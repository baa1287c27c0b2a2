/** The limits for phones that nobody holds, and the devices that are known already. */
import { and, eq, isNull } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { reachDevices } from '#server/database/schema/index.ts'
import { serverEnv } from '#server/env.ts'
import { Busy } from '#server/busy.ts'
import { siteOf } from '#server/http/network.ts'
import { NetworkGate } from '#server/http/network-gate.ts'
import { TokenBuckets } from '#server/http/token-buckets.ts'
import { NEW_DEVICES_OF_SITE } from '#shared/campaign/new-devices.ts'
import { ONE_DEVICE, QUICKEST_ANSWER_MS } from '#shared/campaign/tally.ts'
import { NewDevices } from './new-devices.ts'
import { tally } from './tallies.ts'

/**
 * Starts of one network. A start takes some milliseconds of the database: with eight at once nobody else waits long. A
 * hall that presses start in the same second waits in this line, and nobody there notices, because a phone shows its
 * first item at once and tells the server afterwards; what does not fit, its outbox sends again.
 */
const STARTS_AT_ONCE = 8
const STARTS_WAITING = 200
const START_AGAIN_S = 2
/** The same of all networks of a site. */
const OF_SITE = { atOnce: 16, waiting: 600 }

/** Devices that are remembered. */
const KNOWN_MAX = 20_000

export interface VisitLimits {
  /** Undefined: as many as there are. */
  newDevices: NewDevices | undefined
  newDevicesOfSite: NewDevices | undefined
  starts: NetworkGate | undefined
  startsOfSite: NetworkGate | undefined
  /** Scans and starts of one device; undefined: as many as there are. */
  ofDevice: TokenBuckets | undefined
  quickestAnswerMs: number
}

const full = () => new Busy('too_many', '现在开始的人太多，请过几秒再按一次。', START_AGAIN_S)

export const usualLimits = (): VisitLimits => ({
  newDevices: new NewDevices(),
  newDevicesOfSite: new NewDevices(NEW_DEVICES_OF_SITE),
  starts: new NetworkGate({ atOnce: STARTS_AT_ONCE, waiting: STARTS_WAITING, full }),
  startsOfSite: new NetworkGate({ ...OF_SITE, full }),
  ofDevice: new TokenBuckets({ ...ONE_DEVICE, keys: 2 * KNOWN_MAX }),
  quickestAnswerMs: QUICKEST_ANSWER_MS,
})
const NO_LIMITS: VisitLimits = {
  newDevices: undefined,
  newDevicesOfSite: undefined,
  starts: undefined,
  startsOfSite: undefined,
  ofDevice: undefined,
  quickestAnswerMs: 0,
}

let limits: VisitLimits | undefined
export const visitLimits = (): VisitLimits => (limits ??= serverEnv.isMeasured ? NO_LIMITS : usualLimits())
/** Only for tests. */
export const provideVisitLimits = (own: VisitLimits | undefined): void => void (limits = own)

interface Device {
  campaignId: string
  touchpointId: string
  deviceKey: Uint8Array
}

/** So that the start after a scan asks the database nothing. The oldest goes first. */
const known = new Set<string>()
const keyOf = ({ campaignId, deviceKey }: Device) => `${campaignId} ${Buffer.from(deviceKey).toString('base64url')}`

function rememberKnown(device: Device): void {
  known.add(keyOf(device))
  if (known.size <= KNOWN_MAX) return
  const [oldest] = known
  if (oldest !== undefined) known.delete(oldest)
}

async function isKnown(device: Device): Promise<boolean> {
  if (known.has(keyOf(device))) return true
  const [row] = await useDatabase()
    .select({ kind: reachDevices.kind })
    .from(reachDevices)
    .where(
      and(
        eq(reachDevices.campaignId, device.campaignId),
        eq(reachDevices.deviceKey, device.deviceKey),
        isNull(reachDevices.touchpointId),
        isNull(reachDevices.day),
      ),
    )
    .limit(1)
  return row !== undefined
}

/**
 * A device comes to a campaign. One that is new beyond the limit of its network is served like any other, and left out:
 * a laptop in the hall could otherwise use up what its network may bring, and nobody there could take part any more.
 * @param network undefined: not limited.
 */
export async function admitDevice(
  device: Device,
  network: string | undefined,
  now: Date,
): Promise<'known' | 'new' | 'refused'> {
  const { newDevices, newDevicesOfSite } = visitLimits()
  if (!newDevices || network === undefined) return 'known'
  if (await isKnown(device)) {
    rememberKnown(device)
    return 'known'
  }
  const { campaignId, touchpointId } = device
  const site = siteOf(network)
  const ofSite = site === network ? undefined : newDevicesOfSite?.admit(site, now.getTime())
  if (ofSite?.admitted === false) return 'refused'
  const { admitted, unusual } = newDevices.admit(network, now.getTime())
  const events = Math.max(unusual, ofSite?.unusual ?? 0)
  if (events) tally({ campaignId, touchpointId, at: now, reason: 'crowd', events })
  if (!admitted) return 'refused'
  // Before anything of it is stored: a start that has to be sent again is not another device.
  rememberKnown(device)
  return 'new'
}

/** Runs a start when it is the turn of its network, and of all networks of its site. */
export function inTurnOf<T>(network: string | undefined, isKnown: boolean, work: () => Promise<T>): Promise<T> {
  const { starts, startsOfSite } = visitLimits()
  if (!starts || network === undefined) return work()
  const site = siteOf(network)
  return starts.pass(network, isKnown, () =>
    startsOfSite && site !== network ? startsOfSite.pass(site, isKnown, work) : work(),
  )
}

/** Whether one more scan or start of a device counts: beyond that it is served like any other, and left out. */
export function countsAgain(kind: 'scan' | 'start', device: Device, now: Date): boolean {
  return visitLimits().ofDevice?.take(`${kind} ${keyOf(device)}`, now.getTime()) ?? true
}

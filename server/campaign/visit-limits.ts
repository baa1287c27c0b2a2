/** The limits for phones that nobody holds, and the devices that are known already. */
import { and, eq, isNull } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { reachDevices } from '#server/database/schema/index.ts'
import { serverEnv } from '#server/env.ts'
import { Busy } from '#server/busy.ts'
import { NetworkGate } from '#server/http/network-gate.ts'
import { TokenBuckets } from '#server/http/token-buckets.ts'
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
/** A network that has brought too many new devices gets another one every few seconds. */
const NEW_DEVICE_AGAIN_S = 30

/** Devices that are remembered. */
const KNOWN_MAX = 20_000

export interface VisitLimits {
  /** Undefined: as many as there are. */
  newDevices: NewDevices | undefined
  starts: NetworkGate | undefined
  /** Scans and starts of one device; undefined: as many as there are. */
  ofDevice: TokenBuckets | undefined
  quickestAnswerMs: number
}

export const usualLimits = (): VisitLimits => ({
  newDevices: new NewDevices(),
  starts: new NetworkGate({
    atOnce: STARTS_AT_ONCE,
    waiting: STARTS_WAITING,
    full: () => new Busy('too_many', '现在开始的人太多，请过几秒再按一次。', START_AGAIN_S),
  }),
  ofDevice: new TokenBuckets({ ...ONE_DEVICE, keys: 2 * KNOWN_MAX }),
  quickestAnswerMs: QUICKEST_ANSWER_MS,
})
const NO_LIMITS: VisitLimits = {
  newDevices: undefined,
  starts: undefined,
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
 * Admits a device to a campaign. @param network undefined: not limited.
 * @returns whether it is known there already. @throws Busy when its network has brought too many new ones.
 */
export async function admitDevice(device: Device, network: string | undefined, now: Date): Promise<boolean> {
  const { newDevices } = visitLimits()
  if (!newDevices || network === undefined) return true
  const before = await isKnown(device)
  if (before) {
    rememberKnown(device)
    return true
  }
  const { campaignId, touchpointId } = device
  const { admitted, unusual } = newDevices.admit(network, now.getTime())
  if (unusual) tally({ campaignId, touchpointId, at: now, reason: 'crowd', events: unusual })
  if (admitted) {
    // Before anything of it is stored: a start that has to be sent again is not another device.
    rememberKnown(device)
    return false
  }
  tally({ campaignId, touchpointId, at: now, reason: 'refused' })
  throw new Busy(
    'too_many',
    '这个网络里新来的手机太多了。请过一会儿再试，或者关掉 Wi-Fi，用手机流量打开。',
    NEW_DEVICE_AGAIN_S,
  )
}

/** Whether one more scan or start of a device counts: beyond that it is served like any other, and left out. */
export function countsAgain(kind: 'scan' | 'start', device: Device, now: Date): boolean {
  return visitLimits().ofDevice?.take(`${kind} ${keyOf(device)}`, now.getTime()) ?? true
}

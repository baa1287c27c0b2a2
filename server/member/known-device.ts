/**
 * Devices and log-in attempts. A device that has logged in to an account carries a signed cookie saying so and has its
 * own count of failures, so that nobody can lock a member out by failing log-ins on other devices.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { getHeader, type H3Event, setCookie } from 'h3'
import { ownName, readCookie } from '#server/http/cookies.ts'
import { addressOf, isOverHttps } from '#server/http/client.ts'
import { networkOf, siteOf } from '#server/http/network.ts'
import { secretFor } from './secret.ts'

/** Half a year, in seconds. */
const MAX_AGE = 180 * 24 * 3600
/** Accounts that one device remembers; an office PC is shared. */
const ACCOUNTS = 8
const FORM = /^[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]{22}){0,8}$/

/**
 * A key that exists only in memory: nobody can turn a stored hash back into an address, not even with the database and
 * the secrets.
 */
const addressKey = randomBytes(32)

export interface LoginDevice {
  /** Random id from the cookie; undefined when it carries none. */
  id?: string
  /** Hash of network and browser, under a key that is never stored. */
  strangerHash: string
  /** Hash of the network alone, under the same key: a browser can fake its name. */
  networkHash: string
  /** The same of its site: all networks of a firm or provider, any number of which one attacker can have. */
  siteHash: string
  /** True when this device has logged in to the account before. */
  knows: (memberId: string) => boolean
}

const short = (mac: Buffer) => mac.subarray(0, 16).toString('base64url')

const signature = (secret: Uint8Array, deviceId: string, memberId: string) =>
  short(createHmac('sha256', secret).update(`${deviceId}:${memberId}`).digest())

const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

function readKnown(event: H3Event): { id: string; signatures: string[] } | undefined {
  const value = readCookie(event.node.req.headers, 'jmt-known')
  if (!value || !FORM.test(value)) return undefined
  const [id, ...signatures] = value.split('.')
  return id ? { id, signatures } : undefined
}

const hashOf = (text: string) => short(createHmac('sha256', addressKey).update(text).digest())

export function readLoginDevice(event: H3Event): LoginDevice {
  const cookie = readKnown(event)
  const secret = secretFor(event, 'known-device')
  const network = networkOf(addressOf(event))
  return {
    id: cookie?.id,
    strangerHash: hashOf(`${network} ${getHeader(event, 'user-agent') ?? ''}`),
    networkHash: hashOf(network),
    siteHash: hashOf(siteOf(network)),
    knows: (memberId) =>
      cookie?.signatures.some((found) => equal(found, signature(secret, cookie.id, memberId))) ?? false,
  }
}

/** After a log-in: remembers that this device is known to the account. */
export function rememberDevice(event: H3Event, memberId: string): void {
  const cookie = readKnown(event)
  const id = cookie?.id ?? randomBytes(16).toString('base64url')
  const own = signature(secretFor(event, 'known-device'), id, memberId)
  const signatures = [own, ...(cookie?.signatures ?? []).filter((other) => other !== own)].slice(0, ACCOUNTS)
  setCookie(event, ownName('jmt-known'), [id, ...signatures].join('.'), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/api',
    maxAge: MAX_AGE,
    secure: isOverHttps(event.node.req),
  })
}

/**
 * Devices, not people: a random token is kept in a cookie on the device; the database stores its HMAC under the salt of
 * the campaign. The same phone therefore cannot be recognised in another campaign, and not at all once the salt is
 * destroyed.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { getCookie, type H3Event, setCookie } from 'h3'
import { ownName, readCookie } from '#server/http/cookies.ts'
import { isOverHttps } from '#server/http/client.ts'

/** One year, in seconds: a campaign and its follow-ups. */
const MAX_AGE = 365 * 24 * 3600
const TOKEN = /^[A-Za-z0-9_-]{22}$/

/** The token of this device, or undefined when it has none. */
export function readDeviceToken(event: H3Event): string | undefined {
  const token = readCookie(event.node.req.headers, 'jmt-device')
  return token && TOKEN.test(token) ? token : undefined
}

/** The token of this device; if it has none, one is created and set as a cookie. */
export function ensureDeviceToken(event: H3Event): string {
  const known = readDeviceToken(event)
  if (known && getCookie(event, ownName('jmt-device'))) return known
  const token = known ?? randomBytes(16).toString('base64url')
  setCookie(event, ownName('jmt-device'), token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: MAX_AGE,
    secure: isOverHttps(event.node.req),
  })
  return token
}

/** HMAC-SHA-256(campaign salt, device token), 32 bytes. */
export function deviceKeyOf(salt: Uint8Array, token: string): Buffer {
  return createHmac('sha256', salt).update(token).digest()
}

/** The device token of a paired screen: 32 random bytes in a cookie, of which the database keeps the SHA-256. */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { and, eq, isNull } from 'drizzle-orm'
import { deleteCookie, type H3Event, setCookie } from 'h3'
import { useDatabase } from '#server/database/client.ts'
import { screens } from '#server/database/schema/index.ts'
import { cookieCandidates, ownName } from '#server/http/cookies.ts'
import { isOverHttps } from '#server/http/client.ts'
import { AppError } from '#shared/errors.ts'

/** The longest that browsers keep a cookie, in seconds; each start of the screen begins it anew. */
const MAX_AGE = 400 * 24 * 3600
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export const makeToken = (): string => randomBytes(32).toString('base64url')
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export function setScreenCookie(event: H3Event, token: string): void {
  setCookie(event, ownName('jmt-screen'), token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: MAX_AGE,
    secure: isOverHttps(event.node.req),
  })
}

export function clearScreenCookie(event: H3Event): void {
  deleteCookie(event, ownName('jmt-screen'), { httpOnly: true, sameSite: 'strict', path: '/' })
}

export interface PairedScreen {
  id: string
  stationId: string
}

/** The screen with this token, or undefined: never paired, or revoked. */
export async function screenOf(token: string | undefined): Promise<PairedScreen | undefined> {
  if (!token || !TOKEN.test(token)) return undefined
  const [screen] = await useDatabase()
    .select({ id: screens.id, stationId: screens.stationId })
    .from(screens)
    .where(and(eq(screens.tokenHash, hashOf(token)), isNull(screens.revokedAt)))
  return screen
}

/** The screen that a request or a handshake comes from, with its token. @throws AppError `unauthenticated` */
export async function knownScreen(headers: IncomingHttpHeaders): Promise<{ screen: PairedScreen; token: string }> {
  for (const token of cookieCandidates(headers, 'jmt-screen')) {
    const screen = await screenOf(token)
    if (screen) return { screen, token }
  }
  throw new AppError('unauthenticated')
}

/** For routes of paired screens only. @throws AppError `unauthenticated` */
export async function requireScreen(event: H3Event): Promise<PairedScreen> {
  return (await knownScreen(event.node.req.headers)).screen
}

/** Begins the cookie's time anew, under our own name. @throws AppError `unauthenticated` */
export async function renewScreenCookie(event: H3Event): Promise<void> {
  setScreenCookie(event, (await knownScreen(event.node.req.headers)).token)
}

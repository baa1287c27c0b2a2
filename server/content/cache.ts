/** Caching for content routes: a device keeps its copy, and asks each time whether it still holds. */
import { createHash } from 'node:crypto'
import { defineEventHandler, type EventHandler, type EventHandlerRequest, type H3Event, handleCacheHeaders } from 'h3'

/**
 * Content changes with a build, at midnight when something expires, and whenever the office withdraws or approves
 * something; a withdrawn text must not be read from a cache. So the version is the content itself.
 * @returns whether the device already has this version; then 304 is answered
 */
function isKept(event: H3Event, body: unknown): boolean {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)
  return handleCacheHeaders(event, { cacheControls: ['no-cache'], etag: `"${hash}"` })
}

/**
 * A route of content. A 304 has no body, but the browser then gives the caller its cached copy, so for the client the
 * result is always a `T`.
 * @param read throws `not_found` before the caching headers are set: a missing page must not be cached.
 */
export function defineContentHandler<T>(
  read: (event: H3Event) => Promise<T>,
): EventHandler<EventHandlerRequest, Promise<T>> {
  return defineEventHandler(async (event): Promise<T> => {
    const body = await read(event)
    return isKept(event, body) ? (undefined as never) : body
  })
}

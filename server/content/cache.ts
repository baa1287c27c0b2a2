/** Caching for content routes: content changes only with a build, so the build's id is its version. */
import { defineEventHandler, type EventHandler, type EventHandlerRequest, type H3Event, handleCacheHeaders } from 'h3'

/** How long a device may use its cached copy without asking, in seconds. */
const MAX_AGE = 300

/** Sets the caching headers; where the device already has this build's version, answers 304 and returns true. */
function cachedByBuild(event: H3Event): boolean {
  const { buildId } = useRuntimeConfig(event).app
  return handleCacheHeaders(event, {
    maxAge: MAX_AGE,
    cacheControls: ['stale-while-revalidate=86400'],
    ...(buildId && { etag: `"${buildId}"` }),
  })
}

/**
 * A route whose result changes only with a build. A 304 has no body, but the browser then gives the caller its cached
 * copy, so for the client the result is always a `T`.
 * @param read throws `not_found` before the caching headers are set: a missing page must not be cached.
 */
export function defineContentHandler<T>(
  read: (event: H3Event) => Promise<T>,
): EventHandler<EventHandlerRequest, Promise<T>> {
  return defineEventHandler(async (event): Promise<T> => {
    const body = await read(event)
    return cachedByBuild(event) ? (undefined as never) : body
  })
}

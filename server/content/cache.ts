/** Cache headers of content: it changes only with a build, so the build's id is its version. */
import { type H3Event, handleCacheHeaders } from 'h3'

/** How long a device may use what it has without asking, in seconds. */
const MAX_AGE = 300

/**
 * Sets the headers; where the device already has this build's version, answers 304 and returns true.
 * Call once it is clear that there is something to answer: a missing page must not be remembered.
 */
export function cachedByBuild(event: H3Event): boolean {
  const { buildId } = useRuntimeConfig(event).app as { buildId?: string }
  return handleCacheHeaders(event, {
    maxAge: MAX_AGE,
    cacheControls: ['stale-while-revalidate=86400'],
    ...(buildId && { etag: `"${buildId}"` }),
  })
}

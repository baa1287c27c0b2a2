/**
 * Access control for @nuxt/content, which serves every collection, whole, under `/__nuxt_content/`; its own server-side
 * queries use the same routes. The item bank holds the answers, so these routes require a key that never leaves this
 * process.
 */
import { randomUUID } from 'node:crypto'
import type { H3Event } from 'h3'

const KEY = randomUUID()
const HEADER = 'x-content-key'

export function holdsContentKey(event: H3Event): boolean {
  return event.node.req.headers[HEADER] === KEY
}

/** A minimal event with which `queryCollection` works outside of any request. */
export function contentEvent(): H3Event {
  return { node: { req: { headers: { [HEADER]: KEY } } }, $fetch: globalThis.$fetch } as unknown as H3Event
}

/**
 * @nuxt/content serves every collection, whole, under `/__nuxt_content/`, and its own server-side queries go the same
 * way. The item bank holds the answers, so that door opens only to a key that never leaves this process.
 */
import { randomUUID } from 'node:crypto'
import type { H3Event } from 'h3'

const KEY = randomUUID()
const HEADER = 'x-content-key'

export function holdsContentKey(event: H3Event): boolean {
  return event.node.req.headers[HEADER] === KEY
}

/** An event good enough for `queryCollection` outside of any request. */
export function contentEvent(): H3Event {
  return { node: { req: { headers: { [HEADER]: KEY } } }, $fetch: globalThis.$fetch } as unknown as H3Event
}

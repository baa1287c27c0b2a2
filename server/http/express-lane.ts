/**
 * A fast path for the one route that many phones request at the same moment. Around each request Nuxt resolves the
 * security rules of pages, creates a nonce and matches routes, which costs twice as much as storing an answer; here the
 * same handler, guard and error handler run on a bare h3 event. In development the normal router serves the route.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createEvent, type EventHandler, type H3Event, send, setResponseHeaders } from 'h3'
import handleError from '#server/error-handler.ts'

/**
 * Case-sensitive like the router: `/API/…` is a different path, which neither the guard nor the error handler covers.
 */
const ANSWERS = /^\/api\/attempts\/([0-9a-fA-F-]{36})\/answers$/

/** Those of the site's security headers that matter for a JSON response. */
const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

async function serve(event: H3Event, guard: EventHandler, handler: EventHandler): Promise<void> {
  try {
    setResponseHeaders(event, HEADERS)
    await guard(event)
    await send(event, JSON.stringify(await handler(event)))
  } catch (error) {
    // The client has disconnected: no response is needed.
    if (!event.node.res.writableEnded && !event.node.res.destroyed)
      await handleError(error as Parameters<typeof handleError>[0], event)
  }
}

let lane: { guard: EventHandler; answers: EventHandler } | undefined

/** Enables the fast path; until then the normal router serves everything. */
export function openExpressLane(guard: EventHandler, answers: EventHandler): void {
  lane = { guard, answers }
}

/** @returns whether the request was handled; if not, the normal router must handle it. */
export function takeExpressLane(request: IncomingMessage, response: ServerResponse): boolean {
  const id = request.method === 'POST' ? ANSWERS.exec(request.url ?? '')?.[1] : undefined
  if (!id || !lane) return false
  const event = createEvent(request, response)
  event.context.params = { id }
  void serve(event, lane.guard, lane.answers).catch(() => response.destroy())
  return true
}

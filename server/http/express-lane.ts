/**
 * The short way for the one route that a full hall hits at the same moment. Around each request the server's frame
 * resolves the security rules of pages, makes a nonce and matches routes, which costs twice what taking an answer does;
 * here the same handler, guard and error form run on a bare event. In development the normal way serves the route.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createEvent, type EventHandler, type H3Event, send, setResponseHeaders } from 'h3'
import handleError from '#server/error-handler.ts'

/** As the router reads paths: `/API/…` is another one, which neither guard nor error form knows. */
const ANSWERS = /^\/api\/attempts\/([0-9a-fA-F-]{36})\/answers$/

/** What an answer to a script needs of the site's security headers. */
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
    // A client that hung up needs no answer.
    if (!event.node.res.writableEnded && !event.node.res.destroyed)
      await handleError(error as Parameters<typeof handleError>[0], event)
  }
}

let lane: { guard: EventHandler; answers: EventHandler } | undefined

/** Opens the lane; until then everything goes the normal way. */
export function openExpressLane(guard: EventHandler, answers: EventHandler): void {
  lane = { guard, answers }
}

/** @returns whether the request was taken; otherwise it goes the normal way. */
export function takeExpressLane(request: IncomingMessage, response: ServerResponse): boolean {
  const id = request.method === 'POST' ? ANSWERS.exec(request.url ?? '')?.[1] : undefined
  if (!id || !lane) return false
  const event = createEvent(request, response)
  event.context.params = { id }
  void serve(event, lane.guard, lane.answers).catch(() => response.destroy())
  return true
}

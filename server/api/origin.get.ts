import { defineEventHandler, setResponseHeader } from 'h3'
import { publicOrigin } from '#server/http/origin.ts'
import type { OriginReply } from '#shared/reply.ts'

/** What goes into the QR codes of pages that anyone may print. Never kept: it depends on who asks. */
export default defineEventHandler((event): OriginReply => {
  setResponseHeader(event, 'cache-control', 'no-store')
  return { origin: publicOrigin(event.node.req.headers) }
})

import { defineEventHandler, setResponseHeader } from 'h3'
import { addressView } from '#server/http/address.ts'
import { publicOrigin } from '#server/http/origin.ts'
import type { OriginReply } from '#shared/reply.ts'

/** The origin for QR codes on pages that anyone may print. Never cached: it depends on the request's host. */
export default defineEventHandler((event): OriginReply => {
  setResponseHeader(event, 'cache-control', 'no-store')
  return { origin: publicOrigin(event.node.req.headers), moved: addressView().moved }
})

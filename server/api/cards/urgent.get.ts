import { defineEventHandler, setResponseHeader } from 'h3'
import { readSiteUrgent } from '#server/card/public.ts'
import type { UrgentReply } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<UrgentReply> => {
  setResponseHeader(event, 'cache-control', 'no-cache')
  return readSiteUrgent()
})

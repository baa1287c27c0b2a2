import { defineEventHandler, setResponseHeader } from 'h3'
import { readSiteUrgent } from '#server/card/public.ts'

export default defineEventHandler(async (event) => {
  setResponseHeader(event, 'cache-control', 'no-cache')
  return readSiteUrgent()
})

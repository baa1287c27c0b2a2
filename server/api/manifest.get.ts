import { defineEventHandler, setResponseHeaders } from 'h3'
import { readPublicStation } from '#server/member/station.ts'
import { manifestOf, type WebManifest } from '#shared/site/manifest.ts'

export default defineEventHandler(async (event): Promise<WebManifest> => {
  setResponseHeaders(event, { 'content-type': 'application/manifest+json', 'cache-control': 'no-cache' })
  return manifestOf(await readPublicStation())
})

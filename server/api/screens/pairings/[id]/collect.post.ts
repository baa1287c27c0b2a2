import { defineEventHandler, setResponseStatus } from 'h3'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { setScreenCookie } from '#server/screen/device.ts'
import { collectToken } from '#server/screen/pairing.ts'
import { idParams } from '#shared/ids.ts'
import { collectSchema, type CollectReply } from '#shared/screen/pairing.ts'

/** 202 while nobody has entered the code, then once 200 with the device token as a cookie. */
export default defineEventHandler(async (event): Promise<CollectReply> => {
  const { id } = parseParams(event, idParams)
  const { secret } = await parseBody(event, collectSchema)
  const collected = await collectToken(id, secret)
  if (collected.state === 'pending') setResponseStatus(event, 202)
  else setScreenCookie(event, collected.token)
  return { state: collected.state }
})

import { defineEventHandler, getHeader, setResponseStatus } from 'h3'
import { addressOf } from '#server/http/client.ts'
import { screenOrigin } from '#server/http/origin.ts'
import { parseBody } from '#server/http/parse.ts'
import { clearScreenCookie } from '#server/screen/device.ts'
import { limitPairings } from '#server/screen/limits.ts'
import { isRenewal, openPairing } from '#server/screen/pairing.ts'
import { openPairingSchema, type Pairing } from '#shared/screen/pairing.ts'

/** A screen asks for a pairing code. If it still sends a token, that token was refused: its cookie is deleted. */
export default defineEventHandler(async (event): Promise<Pairing> => {
  const address = addressOf(event)
  const { renews } = await parseBody(event, openPairingSchema)
  if (!renews || !(await isRenewal(renews))) await limitPairings(address)
  const pairing = await openPairing(address)
  clearScreenCookie(event)
  setResponseStatus(event, 201)
  return { ...pairing, officeOrigin: screenOrigin(getHeader(event, 'host')) }
})

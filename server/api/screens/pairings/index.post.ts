import { defineEventHandler, getRequestIP, setResponseStatus } from 'h3'
import { clearScreenCookie } from '#server/screen/device.ts'
import { limitPairings } from '#server/screen/limits.ts'
import { openPairing } from '#server/screen/pairing.ts'

/** A screen asks for a code. Its token, if it still has one, was refused: it is thrown away. */
export default defineEventHandler(async (event) => {
  await limitPairings(getRequestIP(event) ?? '')
  const pairing = await openPairing()
  clearScreenCookie(event)
  setResponseStatus(event, 201)
  return pairing
})

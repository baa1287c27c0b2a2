import { defineEventHandler, setResponseStatus } from 'h3'
import { addressView, chooseAddress } from '#server/http/address.ts'
import { requireSafeWay } from '#server/http/client.ts'
import { parseBody } from '#server/http/parse.ts'
import { readLoginDevice, rememberDevice } from '#server/member/known-device.ts'
import { startSession } from '#server/member/session.ts'
import { setUp } from '#server/member/setup.ts'
import { setupSchema } from '#shared/member/setup.ts'
import type { SessionAnswer } from '#shared/member/member.ts'

export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  requireSafeWay(event)
  const input = await parseBody(event, setupSchema)
  const { member, session } = await setUp(input, readLoginDevice(event))
  if (input.origin && !addressView().fixed) chooseAddress(input.origin)
  await startSession(event, session)
  rememberDevice(event, member.id)
  setResponseStatus(event, 201)
  return { member }
})

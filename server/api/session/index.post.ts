import { defineEventHandler } from 'h3'
import { requireSafeWay } from '#server/http/client.ts'
import { parseBody } from '#server/http/parse.ts'
import { readLoginDevice, rememberDevice } from '#server/member/known-device.ts'
import { logIn } from '#server/member/login.ts'
import { startSession } from '#server/member/session.ts'
import { credentialsSchema, type SessionAnswer } from '#shared/member/member.ts'

/** Log in. */
export default defineEventHandler(async (event): Promise<SessionAnswer> => {
  requireSafeWay(event)
  const { login, password } = await parseBody(event, credentialsSchema)
  const { member, session } = await logIn(login, password, readLoginDevice(event))
  await startSession(event, session)
  rememberDevice(event, member.id)
  return { member }
})

import { defineEventHandler } from 'h3'
import { restoreReach } from '#server/campaign/exclusions.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { OkReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<OkReply> => {
  const member = await requireMember(event, 'reach.exclude')
  await restoreReach(member, parseParams(event, idParams).id)
  return { ok: true }
})

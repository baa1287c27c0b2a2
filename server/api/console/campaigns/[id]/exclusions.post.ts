import { defineEventHandler } from 'h3'
import { excludeReach } from '#server/campaign/exclusions.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { excludeSchema } from '#shared/campaign/exclusion.ts'
import { idParams } from '#shared/ids.ts'
import type { OkReply } from '#shared/reply.ts'

export default defineEventHandler(async (event): Promise<OkReply> => {
  const member = await requireMember(event, 'reach.exclude')
  const { id } = parseParams(event, idParams)
  await excludeReach(member, id, await parseBody(event, excludeSchema))
  return { ok: true }
})

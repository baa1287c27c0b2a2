import { defineEventHandler, getHeader, setResponseStatus } from 'h3'
import { parseQuery } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { storeMedium } from '#server/programme/media.ts'
import { AppError } from '#shared/errors.ts'
import { mediaQuerySchema } from '#shared/programme/input.ts'
import type { Medium } from '#shared/programme/media.ts'

/** The body is the file itself; its name, in the query, is only what people know it by. */
export default defineEventHandler(async (event): Promise<Medium> => {
  const member = await requireMember(event, 'screen.manage')
  const { name } = parseQuery(event, mediaQuerySchema)
  if (getHeader(event, 'transfer-encoding')) throw new AppError('bad_input', '请求缺少长度。')
  const length = Number(getHeader(event, 'content-length') ?? 0)
  const medium = await storeMedium(member, name, event.node.req, length)
  setResponseStatus(event, 201)
  return medium
})

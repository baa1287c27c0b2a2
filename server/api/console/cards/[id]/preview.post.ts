import { defineEventHandler } from 'h3'
import { previewCard } from '#server/card/queries/read-card.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { previewCardSchema } from '#shared/card/input.ts'
import { idParams } from '#shared/ids.ts'
import type { CardPreview } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<CardPreview> => {
  const member = await requireMember(event, 'card.write')
  const { id } = parseParams(event, idParams)
  return previewCard(member, id, await parseBody(event, previewCardSchema))
})

import { defineEventHandler } from 'h3'
import { countSubmitted } from '#server/card/find.ts'
import { clockNotice } from '#server/clock.ts'
import { countUnread } from '#server/content/reading.ts'
import { requireMember } from '#server/member/session.ts'
import { spaceLeft } from '#server/site/space.ts'
import { can } from '#shared/member/role.ts'
import type { Waiting } from '#shared/member/waiting.ts'

export default defineEventHandler(async (event): Promise<Waiting> => {
  const { stationId, role } = await requireMember(event)
  const [cards, content, space] = await Promise.all([
    can(role, 'card.review') ? countSubmitted(stationId) : 0,
    can(role, 'content.review') ? countUnread(stationId) : 0,
    spaceLeft(),
  ])
  return { cards, content, clock: clockNotice(), space }
})

import { defineEventHandler } from 'h3'
import { listCards } from '#server/card/queries/list-cards.ts'
import { requireMember } from '#server/member/session.ts'
import { dayOf } from '#shared/station.ts'
import type { CardList } from '#shared/card/view.ts'

export default defineEventHandler(async (event): Promise<CardList> => {
  const member = await requireMember(event)
  return { today: dayOf(new Date()), cards: await listCards(member.stationId) }
})

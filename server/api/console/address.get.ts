import { defineEventHandler } from 'h3'
import { addressView } from '#server/http/address.ts'
import { requireMember } from '#server/member/session.ts'
import type { AddressView } from '#shared/site/address.ts'

export default defineEventHandler(async (event): Promise<AddressView> => {
  await requireMember(event, 'station.edit')
  return addressView()
})

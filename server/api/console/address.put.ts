import { defineEventHandler } from 'h3'
import { parseBody } from '#server/http/parse.ts'
import { changeAddress } from '#server/member/address.ts'
import { requireMember } from '#server/member/session.ts'
import type { AddressView } from '#shared/site/address.ts'
import { addressSchema } from '#shared/site/address-input.ts'

export default defineEventHandler(async (event): Promise<AddressView> => {
  const member = await requireMember(event, 'station.edit')
  return changeAddress(member, await parseBody(event, addressSchema))
})

import { defineEventHandler } from 'h3'
import { listContacts } from '#server/campaign/contacts.ts'
import { parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { idParams } from '#shared/ids.ts'
import type { ContactList } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<ContactList> => {
  const member = await requireMember(event, 'reach.read')
  return { contacts: await listContacts(member.stationId, parseParams(event, idParams).id) }
})

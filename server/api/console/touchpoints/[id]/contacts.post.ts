import { defineEventHandler } from 'h3'
import { enterContacts } from '#server/campaign/contacts.ts'
import { parseBody, parseParams } from '#server/http/parse.ts'
import { requireMember } from '#server/member/session.ts'
import { contactEntrySchema } from '#shared/campaign/input.ts'
import { idParams } from '#shared/ids.ts'
import type { ContactReply } from '#shared/campaign/view.ts'

export default defineEventHandler(async (event): Promise<ContactReply> => {
  const member = await requireMember(event, 'contact.report')
  const { id } = parseParams(event, idParams)
  return { recorded: await enterContacts(member, id, await parseBody(event, contactEntrySchema)) }
})

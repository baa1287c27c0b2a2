import { defineEventHandler } from 'h3'
import { useDatabase } from '#server/database/client.ts'
import { addressView } from '#server/http/address.ts'
import { needsSetup } from '#server/member/setup.ts'
import type { SetupState } from '#shared/member/setup.ts'

/** Whether the first admin has yet to be created. */
export default defineEventHandler(async (): Promise<SetupState> => {
  const needed = await needsSetup(useDatabase())
  return { needed, address: needed ? addressView() : null }
})

import { defineEventHandler } from 'h3'
import { useDatabase } from '#server/database/client.ts'
import { needsSetup } from '#server/member/setup.ts'

/** Whether the first admin is still to be made. */
export default defineEventHandler(async () => ({ needed: await needsSetup(useDatabase()) }))

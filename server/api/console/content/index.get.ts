import { defineEventHandler } from 'h3'
import { useLibrary } from '#server/content/library.ts'
import { overviewOf } from '#server/content/overview.ts'
import { requireMember } from '#server/member/session.ts'
import type { ContentOverview } from '#shared/content/overview.ts'

export default defineEventHandler(async (event): Promise<ContentOverview> => {
  await requireMember(event)
  return overviewOf(await useLibrary(), useRuntimeConfig(event).contentProblems, new Date())
})

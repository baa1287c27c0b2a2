import { defineEventHandler } from 'h3'
import { readDecided } from '#server/content/decisions.ts'
import { useBuiltLibrary } from '#server/content/library.ts'
import { overviewOf } from '#server/content/overview.ts'
import { requireMember } from '#server/member/session.ts'
import type { ContentOverview } from '#shared/content/overview.ts'

export default defineEventHandler(async (event): Promise<ContentOverview> => {
  const { stationId } = await requireMember(event)
  const [library, decided] = await Promise.all([useBuiltLibrary(), readDecided(stationId)])
  return overviewOf(library, decided, useRuntimeConfig(event).contentProblems, new Date())
})

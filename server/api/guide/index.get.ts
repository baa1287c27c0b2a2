import { defineContentHandler } from '#server/content/cache.ts'
import { listChapters } from '#server/guide/chapters.ts'
import type { GuideChapterSummary } from '#shared/guide/view.ts'

export default defineContentHandler(async (): Promise<GuideChapterSummary[]> => listChapters())

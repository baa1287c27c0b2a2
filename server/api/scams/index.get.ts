import { defineContentHandler } from '#server/content/cache.ts'
import { listScams } from '#server/content/scams.ts'
import type { ScamCard } from '#shared/content/card.ts'

export default defineContentHandler(async (): Promise<ScamCard[]> => listScams())

import { defineContentHandler } from '#server/content/cache.ts'
import { scamSearchIndex } from '#server/content/scams.ts'
import type { SearchDoc } from '#shared/content/search.ts'

export default defineContentHandler(async (): Promise<SearchDoc[]> => scamSearchIndex())

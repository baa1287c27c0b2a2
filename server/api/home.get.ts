import { defineContentHandler } from '#server/content/cache.ts'
import { readHome } from '#server/site/home.ts'
import type { HomePage } from '#shared/site/home.ts'

export default defineContentHandler((): Promise<HomePage> => readHome())

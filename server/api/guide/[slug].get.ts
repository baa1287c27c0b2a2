import { z } from 'zod'
import { defineContentHandler } from '#server/content/cache.ts'
import { readGuidePage } from '#server/guide/chapters.ts'
import { parseParams } from '#server/http/parse.ts'
import type { GuidePage } from '#shared/guide/view.ts'

const params = z.object({ slug: z.string().max(200) })

export default defineContentHandler(async (event): Promise<GuidePage> => readGuidePage(parseParams(event, params).slug))

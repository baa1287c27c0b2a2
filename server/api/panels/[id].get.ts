import { z } from 'zod'
import { defineContentHandler } from '#server/content/cache.ts'
import { readPanel } from '#server/content/panels.ts'
import { parseParams } from '#server/http/parse.ts'
import type { PanelPage } from '#shared/content/panel-card.ts'

const params = z.object({ id: z.string().max(200) })

export default defineContentHandler(async (event): Promise<PanelPage> => readPanel(parseParams(event, params).id))

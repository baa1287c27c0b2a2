import { defineContentHandler } from '#server/content/cache.ts'
import { listPanels } from '#server/content/panels.ts'
import type { PanelCard } from '#shared/content/panel-card.ts'

export default defineContentHandler(async (): Promise<PanelCard[]> => listPanels())

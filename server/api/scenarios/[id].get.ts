import { z } from 'zod'
import { defineContentHandler } from '#server/content/cache.ts'
import { readScenario } from '#server/content/scenarios.ts'
import { parseParams } from '#server/http/parse.ts'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'

const params = z.object({ id: z.string().max(200) })

export default defineContentHandler(async (event): Promise<ScenarioPage> => readScenario(parseParams(event, params).id))

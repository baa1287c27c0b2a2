import { defineContentHandler } from '#server/content/cache.ts'
import { listScenarios } from '#server/content/scenarios.ts'
import type { ScenarioCard } from '#shared/content/scenario-card.ts'

export default defineContentHandler(async (): Promise<ScenarioCard[]> => listScenarios())

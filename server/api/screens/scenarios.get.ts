import { defineContentHandler } from '#server/content/cache.ts'
import { allScenarios } from '#server/content/scenarios.ts'
import type { ScenarioPage } from '#shared/content/scenario-card.ts'

/** All scenarios at once: a screen caches them, so that visitors can play while the server is unreachable. */
export default defineContentHandler(async (): Promise<ScenarioPage[]> => allScenarios())

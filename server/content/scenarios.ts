/** Scenarios as pages and screens play them. */
import { scamOf } from '#shared/content/library.ts'
import { AppError } from '#shared/errors.ts'
import { type ScenarioCard, type ScenarioPage, toScenarioCard } from '#shared/content/scenario-card.ts'
import { dayOf } from '#shared/station.ts'
import { useLibrary } from './library.ts'

/** Scenarios that may be played today, in the order of the library. Expired ones are hidden until they are reviewed. */
async function current(now: Date, fresh = false) {
  const library = await useLibrary(fresh)
  const today = dayOf(now)
  return { library, scenarios: library.scenarios.filter(({ expires }) => expires >= today) }
}

export async function listScenarios(now = new Date()): Promise<ScenarioCard[]> {
  const { library, scenarios } = await current(now)
  return scenarios.map((scenario) => toScenarioCard(scenario, scamOf(library, scenario.scamType)))
}

/** All of them, for a screen that must work offline. It asks after a decision that another node may have told it of. */
export async function allScenarios(now = new Date()): Promise<ScenarioPage[]> {
  const { library, scenarios } = await current(now, true)
  return scenarios.map((scenario) => ({
    scenario,
    card: toScenarioCard(scenario, scamOf(library, scenario.scamType)),
  }))
}

/** @throws AppError `not_found`. */
export async function readScenario(id: string, now = new Date()): Promise<ScenarioPage> {
  const { library, scenarios } = await current(now)
  const scenario = scenarios.find((each) => each.id === id)
  if (!scenario) throw new AppError('not_found', '没有这个情景，换一个试试吧。')
  return { scenario, card: toScenarioCard(scenario, scamOf(library, scenario.scamType)) }
}

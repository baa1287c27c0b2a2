/** One scenario for the officer who reviews it. */
import { scamOf } from '#shared/content/library.ts'
import { toMermaid } from '#shared/content/mermaid.ts'
import { standingOf } from '#shared/content/overview.ts'
import { factsOf, readingOrder, type ScenarioReview } from '#shared/content/review.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { useLibrary } from './library.ts'

/** Includes expired scenarios, because those need a review. @throws AppError `not_found` */
export async function reviewScenario(id: string, now: Date): Promise<ScenarioReview> {
  const library = await useLibrary()
  const scenario = library.scenarioById.get(id)
  if (!scenario) throw new AppError('not_found', '没有这个情景，或者它的文件有错、没有装进网站。')
  const order = readingOrder(scenario)
  return {
    scenario,
    order,
    scamTitle: scamOf(library, scenario.scamType).title,
    standing: standingOf(scenario.expires, dayOf(now)),
    facts: factsOf(scenario),
    mermaid: toMermaid(scenario, new Map(order.map((node, index) => [node, index + 1]))),
  }
}

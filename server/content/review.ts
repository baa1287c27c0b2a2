/** One scenario for the officer who reviews it. */
import type { CurrentMember } from '#server/member/session.ts'
import { entryKey, reviewOf } from '#shared/content/decision.ts'
import { scamOf } from '#shared/content/library.ts'
import { toMermaid } from '#shared/content/mermaid.ts'
import { standingOf } from '#shared/content/overview.ts'
import { factsOf, readingOrder, type ScenarioReview } from '#shared/content/review.ts'
import { AppError } from '#shared/errors.ts'
import { dayOf } from '#shared/station.ts'
import { readDecided } from './decisions.ts'
import { hashesOf } from './hash.ts'
import { useBuiltLibrary } from './library.ts'

/** Includes expired and withdrawn scenarios, because those need a review. @throws AppError `not_found` */
export async function reviewScenario(by: CurrentMember, id: string, now: Date): Promise<ScenarioReview> {
  const [library, decided] = await Promise.all([useBuiltLibrary(), readDecided(by.stationId)])
  const scenario = library.scenarioById.get(id)
  if (!scenario) throw new AppError('not_found', '没有这个情景，或者它的文件有错、没有装进网站。')
  const order = readingOrder(scenario)
  const key = entryKey('scenarios', id)
  const hash = hashesOf(library).get(key) ?? ''
  return {
    scenario,
    order,
    scamTitle: scamOf(library, scenario.scamType).title,
    hash,
    review: reviewOf(decided.get(key), hash, scenario.reviewer),
    standing: standingOf(scenario.expires, dayOf(now)),
    facts: factsOf(scenario),
    mermaid: toMermaid(scenario, new Map(order.map((node, index) => [node, index + 1]))),
  }
}

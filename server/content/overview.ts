/** The content of the site as the office sees it. */
import type { Decided } from '#shared/content/decided.ts'
import { type Collection, entryKey, reviewOf } from '#shared/content/decision.ts'
import { scamOf } from '#shared/content/library.ts'
import {
  type ContentEntry,
  type ContentOverview,
  type ContentProblem,
  type ItemCounts,
  isShown,
  type ScamEntry,
  type Show,
  SHOWS,
  standingOf,
} from '#shared/content/overview.ts'
import { byNameOf } from '#shared/order.ts'
import { recordOf } from '#shared/records.ts'
import { dayOf } from '#shared/station.ts'
import { bankOf } from './bank.ts'
import { hashesOf } from './hash.ts'
import type { Library } from './library.ts'
import { titleOf } from './title.ts'

interface Reviewed {
  id: string
  version: number
  expires: string
  reviewer: string
}

/**
 * @param library as built, with what was withdrawn
 * @param problems found by the build, for excluded files as well as for shown ones */
export function overviewOf(
  library: Library,
  decided: Decided,
  problems: readonly ContentProblem[],
  now: Date,
): ContentOverview {
  const today = dayOf(now)
  const hashes = hashesOf(library)
  const entry = (
    collection: Collection,
    { id, version, expires, reviewer }: Reviewed,
    title: string,
    about?: string,
  ): ContentEntry => ({
    id,
    title,
    ...(about && { about }),
    version,
    expires,
    standing: standingOf(expires, today),
    review: reviewOf(decided.get(entryKey(collection, id)), hashes.get(entryKey(collection, id)) ?? '', reviewer),
  })
  const nameOf = (scamType: string) => scamOf(library, scamType).title
  const judged = library.items.map((item) => ({
    ...entry('items', item, titleOf(item), nameOf(item.scamType)),
    scamType: item.scamType,
    kind: item.truth,
  }))
  const drills = library.drills.map((item) => ({
    ...entry('items', item, titleOf(item), nameOf(item.scamType)),
    scamType: item.scamType,
    kind: 'drill' as const,
  }))
  const items = [...judged, ...drills]

  const countsOf = (scamType: string): ItemCounts => {
    const own = items.filter((item) => item.scamType === scamType)
    const current = own.filter(({ standing, review }) => standing !== 'expired' && !review.withdrawn)
    const count = (kind: (typeof items)[number]['kind']) => current.filter((item) => item.kind === kind).length
    return {
      judge: { scam: count('scam'), genuine: count('genuine') },
      drills: count('drill'),
      expiring: own.filter(({ standing }) => standing === 'expiring').length,
      expired: own.filter(({ standing }) => standing === 'expired').length,
      pending: own.filter((each) => isShown(each, 'pending')).length,
      changes: own.filter((each) => isShown(each, 'changes')).length,
      withdrawn: own.filter((each) => isShown(each, 'withdrawn')).length,
    }
  }
  const scams = library.scams.map((scam): ScamEntry => ({
    ...entry('scams', scam, scam.title),
    items: countsOf(scam.id),
  }))
  const scenarios = library.scenarios.map((scenario) =>
    entry('scenarios', scenario, scenario.title, nameOf(scenario.scamType)),
  )
  const panels = library.panels.map((panel) => entry('panels', panel, panel.title, panel.kicker))
  const laws = [...library.lawById.values()]
    .map((law) => entry('laws', law, law.title, law.statute))
    .sort(byNameOf(({ title }) => title))
  const texts = [...scams, ...scenarios, ...panels, ...laws, ...items]
  const totalOf = (show: Show) =>
    show === 'problems' ? problems.length : texts.filter((text) => isShown(text, show)).length
  return {
    today,
    scams,
    scenarios,
    panels,
    laws,
    items: items.map(({ scamType: _scamType, kind: _kind, ...item }) => item),
    bank: bankOf(library, decided, today),
    totals: recordOf(SHOWS, totalOf),
    problems: [...problems],
  }
}

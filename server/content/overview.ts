/** The content of the site as the office sees it. */
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
import { recordOf } from '#shared/records.ts'
import { dayOf } from '#shared/station.ts'
import type { Library } from './library.ts'

interface Reviewed {
  id: string
  version: number
  expires: string
  reviewer: string
}

/** @param problems found by the build, for excluded files as well as for shown ones */
export function overviewOf(library: Library, problems: readonly ContentProblem[], now: Date): ContentOverview {
  const today = dayOf(now)
  const entry = ({ id, version, expires, reviewer }: Reviewed, title: string, about?: string): ContentEntry => ({
    id,
    title,
    ...(about && { about }),
    version,
    expires,
    standing: standingOf(expires, today),
    pending: reviewer === 'pending',
  })
  const nameOf = (scamType: string) => scamOf(library, scamType).title
  const judged = library.items.map((item) => ({
    ...entry(item, item.id, nameOf(item.scamType)),
    scamType: item.scamType,
    kind: item.truth,
  }))
  const drills = library.drills.map((item) => ({
    ...entry(item, item.id, nameOf(item.scamType)),
    scamType: item.scamType,
    kind: 'drill' as const,
  }))
  const items = [...judged, ...drills]

  const countsOf = (scamType: string): ItemCounts => {
    const own = items.filter((item) => item.scamType === scamType)
    const current = own.filter(({ standing }) => standing !== 'expired')
    const count = (kind: (typeof items)[number]['kind']) => current.filter((item) => item.kind === kind).length
    return {
      judge: { scam: count('scam'), genuine: count('genuine') },
      drills: count('drill'),
      expiring: own.filter(({ standing }) => standing === 'expiring').length,
      expired: own.length - current.length,
      pending: own.filter(({ pending }) => pending).length,
    }
  }
  const scams = library.scams.map((scam): ScamEntry => ({ ...entry(scam, scam.title), items: countsOf(scam.id) }))
  const scenarios = library.scenarios.map((scenario) => entry(scenario, scenario.title, nameOf(scenario.scamType)))
  const panels = library.panels.map((panel) => entry(panel, panel.title, panel.kicker))
  const laws = [...library.lawById.values()].map((law) => entry(law, law.title, law.statute))
  const texts = [...scams, ...scenarios, ...panels, ...laws, ...items]
  const totalOf = (show: Show) =>
    show === 'problems' ? problems.length : texts.filter((text) => isShown(text, show)).length
  return {
    today,
    scams,
    scenarios,
    panels,
    laws,
    dueItems: items
      .filter(({ standing }) => standing !== 'valid')
      .sort((a, b) => a.expires.localeCompare(b.expires) || a.id.localeCompare(b.id))
      .map(({ scamType: _scamType, kind: _kind, ...item }) => item),
    totals: recordOf(SHOWS, totalOf),
    problems: [...problems],
  }
}

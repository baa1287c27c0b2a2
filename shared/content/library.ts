/** The whole content as the site uses it: sorted, and without dangling references. */
import type { DrillItem, Item, JudgeItem } from './item.ts'
import type { Law } from './law.ts'
import type { Panel } from './panel.ts'
import type { Scam } from './scam.ts'
import type { Scenario } from './scenario.ts'

/** The content as read from the files. */
export interface Contents {
  scams: readonly Scam[]
  items: readonly Item[]
  scenarios: readonly Scenario[]
  panels: readonly Panel[]
  laws: readonly Law[]
}

export interface Library {
  /** Most frequent first. */
  scams: readonly Scam[]
  scamById: ReadonlyMap<string, Scam>
  /** The item bank: `judge` items. */
  items: readonly JudgeItem[]
  itemById: ReadonlyMap<string, JudgeItem>
  /** All other items. */
  drills: readonly DrillItem[]
  drillById: ReadonlyMap<string, DrillItem>
  scenarios: readonly Scenario[]
  scenarioById: ReadonlyMap<string, Scenario>
  /** In the order of the tour. */
  panels: readonly Panel[]
  panelById: ReadonlyMap<string, Panel>
  lawById: ReadonlyMap<string, Law>
}

/**
 * The scam type of an item or a scenario of the library.
 * @throws Error for an unknown id, which cannot happen: content with a dangling reference is left out of the library
 */
export function scamOf({ scamById }: Pick<Library, 'scamById'>, id: string): Scam {
  const scam = scamById.get(id)
  if (!scam) throw new Error(`No scam type ${id} in the library.`)
  return scam
}

/** Types outside of the ministry's list are sorted after it. */
const UNRANKED = 99

const byId = <T extends { id: string }>(values: readonly T[]) => new Map(values.map((value) => [value.id, value]))

/** If a file was left out of the build, content that refers to it is left out, too: no page may have a dead link. */
export function assembleLibrary({ scams: read, items, scenarios: played, panels: hung, laws }: Contents): Library {
  const lawById = byId(laws)
  const scams = read
    .map((scam) => ({ ...scam, laws: scam.laws.filter((id) => lawById.has(id)) }))
    .sort((a, b) => (a.rank ?? UNRANKED) - (b.rank ?? UNRANKED) || a.id.localeCompare(b.id))
  const scamById = byId(scams)
  const known = items.filter(({ scamType }) => scamById.has(scamType))
  const judged = known.filter((item): item is JudgeItem => item.type === 'judge')
  const drills = known.filter((item): item is DrillItem => item.type !== 'judge')
  const place = (id: string) => scams.findIndex((scam) => scam.id === id)
  const scenarios = played
    .filter(({ scamType }) => scamById.has(scamType))
    .sort((a, b) => place(a.scamType) - place(b.scamType) || a.id.localeCompare(b.id))
  const scenarioById = byId(scenarios)
  const leads = (to: string) => {
    const [, folder, id] = to.split('/')
    return !id || (folder === 'scams' ? scamById.has(id) : scenarioById.has(id))
  }
  const panels = hung.filter(({ to }) => leads(to)).sort((a, b) => a.order - b.order)
  return {
    scams,
    scamById,
    items: judged,
    itemById: byId(judged),
    drills,
    drillById: byId(drills),
    scenarios,
    scenarioById,
    panels,
    panelById: byId(panels),
    lawById,
  }
}

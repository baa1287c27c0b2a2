/** Applies the office's decisions to the content: what the site shows, and who has reviewed it. */
import { dayOf } from '../station.ts'
import { type Collection, entryKey, type Standings } from './decision.ts'
import { assembleLibrary, type Contents, type Library } from './library.ts'
import type { Panel } from './panel.ts'

/** The decisions that count, by `entryKey`. */
export type Decided = ReadonlyMap<string, Standings>

/** The entries of a library by collection. */
export function contentsOf(library: Library): Contents {
  const { scams, items, drills, scenarios, panels, lawById } = library
  return { scams, items: [...items, ...drills], scenarios, panels, laws: [...lawById.values()] }
}

interface Entry {
  id: string
  reviewer: 'pending' | 'officer' | 'admin'
  reviewed: string
}

/**
 * The library without what was withdrawn, and without what would lead to it. A panel that leads to a withdrawn scenario
 * leads to the page of its scam type instead.
 * @param hashOf hash of an entry's present content
 */
export function applyDecisions(
  library: Library,
  decided: Decided,
  hashOf: (collection: Collection, id: string) => string | undefined,
): Library {
  if (decided.size === 0) return library
  const { scams, items, scenarios, panels, laws } = contentsOf(library)
  const isShown = (collection: Collection, id: string) =>
    decided.get(entryKey(collection, id))?.display?.decision !== 'withdrawn'
  const only = <T extends Entry>(collection: Collection, entries: readonly T[]): T[] =>
    entries
      .filter(({ id }) => isShown(collection, id))
      .map((entry) => {
        const review = decided.get(entryKey(collection, entry.id))?.review
        if (!review || review.hash !== hashOf(collection, entry.id)) return entry
        if (review.decision !== 'approved') return { ...entry, reviewer: 'pending' }
        return { ...entry, reviewer: review.role === 'admin' ? 'admin' : 'officer', reviewed: dayOf(review.at) }
      })
  const wayOf = (panel: Panel): Panel => {
    const scenario = library.scenarioById.get(/^\/scenarios\/(.+)$/.exec(panel.to)?.[1] ?? '')
    if (!scenario || isShown('scenarios', scenario.id)) return panel
    return { ...panel, to: `/scams/${scenario.scamType}` }
  }
  return assembleLibrary({
    scams: only('scams', scams),
    items: only('items', items),
    scenarios: only('scenarios', scenarios),
    panels: only('panels', panels).map(wayOf),
    laws: only('laws', laws),
  })
}

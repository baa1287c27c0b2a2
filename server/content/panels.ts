/** The picture panels as pages and screens show them, in the order of the tour. */
import { AppError } from '#shared/errors.ts'
import { type PanelCard, type PanelPage, toPanelCard } from '#shared/content/panel-card.ts'
import { dayOf } from '#shared/station.ts'
import { type Library, useLibrary } from './library.ts'

/**
 * The page a panel links to today: while its scenario is expired and waits for review, the page of its scam type
 * instead.
 */
function openWay(to: string, { scenarioById }: Library, today: string): string {
  const scenario = scenarioById.get(/^\/scenarios\/(.+)$/.exec(to)?.[1] ?? '')
  return scenario && scenario.expires < today ? `/scams/${scenario.scamType}` : to
}

/** Panels that may be shown today. Expired ones are hidden until they are reviewed. */
export async function listPanels(now = new Date()): Promise<PanelCard[]> {
  const library = await useLibrary()
  const today = dayOf(now)
  return library.panels
    .filter(({ expires }) => expires >= today)
    .map((panel) => toPanelCard({ ...panel, to: openWay(panel.to, library, today) }))
}

/** @throws AppError `not_found`. */
export async function readPanel(id: string, now = new Date()): Promise<PanelPage> {
  const panels = await listPanels(now)
  const at = panels.findIndex((panel) => panel.id === id)
  const panel = panels[at]
  if (!panel) throw new AppError('not_found', '没有这块展板，到展板里找一找吧。')
  const neighbour = (place: number) => panels[place] && { id: panels[place].id, title: panels[place].title }
  return { panel, place: at + 1, total: panels.length, previous: neighbour(at - 1), next: neighbour(at + 1) }
}

/** What is whose turn at a given moment: by the clock alone, so that all screens that have the same content agree. */
import type { PanelCard } from '../content/panel-card.ts'
import type { OpenItem } from '../content/item.ts'
import type { Dated, ScreenContent } from './content.ts'
import { sampleAt } from './sample.ts'
import type { PanelsShow, RestingShow } from './show.ts'

/** Something and how long it stays, ms since the epoch. */
interface Turn<T> {
  shown: T | undefined
  until: number
}

/** What is not yet taken down, and when the next of them is. */
function present<T>(all: readonly Dated<T>[], now: number): { live: Dated<T>[]; until: number } {
  const live = all.filter(({ until }) => until > now)
  return { live, until: Math.min(Infinity, ...live.map(({ until }) => until)) }
}

/** The panel whose turn it is; none while it is the general page's. */
export function panelAt({ generalMs, panelMs }: PanelsShow, content: ScreenContent, now: number): Turn<PanelCard> {
  const { live, until } = present(content.panels, now)
  const round = generalMs + live.length * panelMs
  const begun = Math.floor(now / round) * round
  const place = Math.floor((now - begun - generalMs) / panelMs)
  return { shown: live[place], until: Math.min(until, begun + generalMs + (place < 0 ? 0 : (place + 1) * panelMs)) }
}

/** The item that the phone in the picture shows. */
export function sampleTurn({ sampleMs }: RestingShow, content: ScreenContent, now: number): Turn<OpenItem> {
  const { live, until } = present(content.samples, now)
  const over = (Math.floor(now / sampleMs) + 1) * sampleMs
  return { shown: sampleAt(live, now, sampleMs), until: Math.min(until, over) }
}

/**
 * Which content is shown at a given moment: computed from the time alone, so that all screens with the same content
 * agree.
 */
import type { PanelCard } from '../content/panel-card.ts'
import type { OpenItem } from '../content/item.ts'
import type { Dated, ScreenContent } from './content.ts'
import { sampleAt } from './sample.ts'
import type { PanelsShow, RestingShow } from './show.ts'

/** Some content and when it ends, ms since the epoch. */
interface Turn<T> {
  shown: T | undefined
  until: number
}

/** Content that has not expired, and when the next of it expires. */
function present<T>(all: readonly Dated<T>[], now: number): { live: Dated<T>[]; until: number } {
  const live = all.filter(({ until }) => until > now)
  return { live, until: Math.min(Infinity, ...live.map(({ until }) => until)) }
}

/** The current panel; undefined while the general page is shown. */
export function panelAt({ generalMs, panelMs }: PanelsShow, content: ScreenContent, now: number): Turn<PanelCard> {
  const { live, until } = present(content.panels, now)
  const round = generalMs + live.length * panelMs
  const begun = Math.floor(now / round) * round
  const place = Math.floor((now - begun - generalMs) / panelMs)
  return { shown: live[place], until: Math.min(until, begun + generalMs + (place < 0 ? 0 : (place + 1) * panelMs)) }
}

/** The item on the phone in the picture. */
export function sampleTurn({ sampleMs }: RestingShow, content: ScreenContent, now: number): Turn<OpenItem> {
  const { live, until } = present(content.samples, now)
  const over = (Math.floor(now / sampleMs) + 1) * sampleMs
  return { shown: sampleAt(live, now, sampleMs), until: Math.min(until, over) }
}

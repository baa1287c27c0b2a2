/**
 * Which content is shown at a given moment: computed from the time alone, so that all screens with the same content
 * agree.
 */
import type { PanelCard } from '../content/panel-card.ts'
import type { OpenItem } from '../content/item.ts'
import type { Dated, ScreenContent } from './content.ts'
import { sampleAt } from './sample.ts'
import type { PanelsShow, RestingShow, Turns } from './show.ts'

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

/**
 * The current panel; undefined while the general page is shown.
 * @param skipped time during which the rotation stood still, because something else was shown, ms
 */
export function panelAt(
  { generalMs, panelMs }: PanelsShow,
  content: ScreenContent,
  now: number,
  skipped = 0,
): Turn<PanelCard> {
  const { live, until } = present(content.panels, now)
  const at = now - skipped
  const round = generalMs + live.length * panelMs
  const begun = Math.floor(at / round) * round
  const place = Math.floor((at - begun - generalMs) / panelMs)
  const over = begun + generalMs + (place < 0 ? 0 : (place + 1) * panelMs)
  return { shown: live[place], until: Math.min(until, over + skipped) }
}

/** Whose turn it is beneath a warning: its own picture's, or that of what it interrupts. */
export function takeoverTurn(
  { cardMs, restMs }: Turns,
  publishedAt: number,
  now: number,
): { resting: boolean; until: number; skipped: number } {
  const round = cardMs + restMs
  const rounds = Math.floor((now - publishedAt) / round)
  const begun = publishedAt + rounds * round
  const resting = now - begun >= cardMs
  // Beneath the warning time passes only during its own turns: otherwise the same panels would always be missed.
  return { resting, until: begun + (resting ? round : cardMs), skipped: publishedAt + (rounds + 1) * cardMs }
}

/** The item on the phone in the picture. */
export function sampleTurn(
  { sampleMs }: RestingShow,
  content: ScreenContent,
  now: number,
  skipped = 0,
): Turn<OpenItem> {
  const { live, until } = present(content.samples, now)
  const at = now - skipped
  const over = (Math.floor(at / sampleMs) + 1) * sampleMs
  return { shown: sampleAt(live, at, sampleMs), until: Math.min(until, over + skipped) }
}

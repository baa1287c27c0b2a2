/**
 * Which content is shown at a given moment: computed from the time alone, so that all screens with the same content
 * agree.
 */
import type { PanelCard } from '../content/panel-card.ts'
import { attractScene, type AttractScene } from './attract.ts'
import type { Dated, ScamSheet, ScreenContent } from './content.ts'
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

/** The scene of the attract view. */
export function attractTurn(
  { kind, sampleMs }: RestingShow,
  content: ScreenContent,
  now: number,
  skipped = 0,
): { shown: AttractScene; until: number } {
  const samples = present(content.samples, now)
  const panels = present(content.panels, now)
  const slot = Math.floor((now - skipped) / sampleMs)
  const over = (slot + 1) * sampleMs + skipped
  return {
    shown: attractScene({ samples: samples.live, panels: panels.live }, slot, kind === 'attract'),
    until: Math.min(over, samples.until, panels.until),
  }
}

/**
 * The panel of a scene, in turn from the scene's beginning.
 * @param panels file stems, in the order in which they are shown; none: all
 * @param began when the scene began, ms since the epoch
 */
export function panelOfScene(
  { panels, panelSeconds }: { panels: readonly string[]; panelSeconds: number },
  content: ScreenContent,
  began: number,
  now: number,
): Turn<PanelCard> {
  const { live, until } = present(content.panels, now)
  const chosen = panels.length ? panels.flatMap((id) => live.find((panel) => panel.id === id) ?? []) : live
  if (chosen.length === 0) return { shown: undefined, until: Infinity }
  const each = panelSeconds * 1_000
  const place = Math.floor((now - began) / each)
  return { shown: chosen[place % chosen.length], until: Math.min(until, began + (place + 1) * each) }
}

/** How long one page of scams, or one scam beside something else, is shown, ms. */
const SCAMS_MS = 15_000

/**
 * The scams that a scene names, all where it names none, and which page of them it is the turn of, counted on from 0.
 * @param began when the scene began, ms since the epoch
 */
export function scamsOfScene(
  { scams }: { scams: readonly string[] },
  content: ScreenContent,
  began: number,
  now: number,
): { scams: ScamSheet[]; page: number; until: number } {
  const { live, until } = present(content.scams ?? [], now)
  const page = Math.max(0, Math.floor((now - began) / SCAMS_MS))
  return {
    scams: scams.length ? scams.flatMap((id) => live.find((scam) => scam.id === id) ?? []) : live,
    page,
    until: Math.min(until, began + (page + 1) * SCAMS_MS),
  }
}

/** One of them. */
export function scamOfScene(
  scene: { scams: readonly string[] },
  content: ScreenContent,
  began: number,
  now: number,
): Turn<ScamSheet> {
  const { scams, page, until } = scamsOfScene(scene, content, began, now)
  return { shown: scams.length ? scams[page % scams.length] : undefined, until }
}

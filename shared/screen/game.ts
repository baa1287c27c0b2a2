/** The game of the attract view: a visitor judges a few messages, sees why each time, and is praised at the end. */
import type { OpenItem, Truth } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'
import type { Verdict } from './verdicts.ts'

/** Messages of one game: as many as somebody in passing stays for. */
export const GAME_SIZE = 5

export interface Judged {
  id: string
  truth: Truth
  correct: boolean
}

export type Game = { judged: readonly Judged[] } & (
  | { phase: 'ask'; item: OpenItem }
  /** Pressed; the verdict is on its way. */
  | { phase: 'wait'; item: OpenItem; choice: Truth }
  | { phase: 'verdict'; item: OpenItem; choice: Truth; verdict: Verdict }
  /** The verdict is not there: neither kept, nor to be had from the server. */
  | { phase: 'missing'; item: OpenItem }
  | { phase: 'panel'; panel: PanelCard }
  | { phase: 'cheer' }
)

/** How long each phase stays when nobody touches the screen, s; then it goes on, or the visitor has left. */
export const PHASE_S: Record<Game['phase'], number> = {
  ask: 40,
  wait: 10,
  verdict: 18,
  missing: 8,
  panel: 9,
  cheer: 25,
}

/** A message is judged once: a second press on the other button changes nothing. */
export function press(game: Game, choice: Truth): Game {
  return game.phase === 'ask' ? { phase: 'wait', item: game.item, choice, judged: game.judged } : game
}

/**
 * @param itemId what was asked about: a verdict that comes late is not that of the next message
 * @param verdict undefined when it cannot be had
 */
export function stamp(game: Game, itemId: string, verdict: Verdict | undefined): Game {
  if (game.phase !== 'wait' || game.item.id !== itemId) return game
  const { item, choice } = game
  if (!verdict) return { phase: 'missing', item, judged: game.judged }
  const judged = [...game.judged, { id: itemId, truth: verdict.truth, correct: verdict.truth === choice }]
  return { phase: 'verdict', item, choice, verdict, judged }
}

interface Supply {
  /** Undefined when all have been shown. */
  next: () => OpenItem | undefined
  /** The picture panel of a scam type, if there is one that this visitor has not seen. */
  panelOf: (scamType: string) => PanelCard | undefined
  /** A warning waits: no further message. */
  ending?: boolean
}

/** Goes on from what has been read: to the picture panel, to the next message, or to the end. */
export function goOn(game: Game, { next, panelOf, ending = false }: Supply): Game {
  const { judged } = game
  const panel = game.phase === 'verdict' && !ending ? panelOf(game.verdict.scamType) : undefined
  if (panel) return { phase: 'panel', panel, judged }
  const item = judged.length < GAME_SIZE && !ending ? next() : undefined
  if (item) return { phase: 'ask', item, judged }
  return { phase: 'cheer', judged }
}

/** Two figures, never one: scams seen through, and genuine messages not wrongly accused. */
export function tallyOf(judged: readonly Judged[]): Record<Truth, { right: number; all: number }> {
  const of = (truth: Truth) => judged.filter((each) => each.truth === truth)
  const count = (truth: Truth) => ({ right: of(truth).filter(({ correct }) => correct).length, all: of(truth).length })
  return { scam: count('scam'), genuine: count('genuine') }
}

/** The panel that leads to a scam type: its page and its scenario are named after it. */
export const panelFor = (panels: readonly PanelCard[], scamType: string): PanelCard | undefined =>
  panels.find(({ to }) => to.split('/')[2] === scamType)

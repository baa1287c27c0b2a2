/** Which view a screen shows: priorities when several are possible. */
import type { UrgentCard } from '../card/view.ts'
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'
import type { ScreenContent } from './content.ts'
import { panelAt, sampleTurn, takeoverTurn } from './rotation.ts'
import { type RestingShow, restingOf, type SceneShow, type Show, type TakeoverShow } from './show.ts'
import type { ScreenState } from './state.ts'

export type View =
  /** The screen is not paired: shows its code. */
  | { kind: 'pairing' }
  /** Another machine shows this screen. */
  | { kind: 'elsewhere' }
  /** No state was received yet. */
  | { kind: 'splash' }
  /** A visitor is playing. */
  | { kind: 'play' }
  | { kind: 'takeover'; card: UrgentCard }
  | { kind: 'scene'; scene: SceneShow }
  /** `warning`: it is this view's turn beneath a warning, which stays visible as a strip. */
  | { kind: 'panel'; panel: PanelCard; warning?: UrgentCard }
  | { kind: 'attract'; sample: OpenItem | undefined; warning?: UrgentCard }

type RestingView = Extract<View, { kind: 'panel' | 'attract' }>

interface ViewFacts {
  /** The server refused the screen's token. */
  refused: boolean
  /** The server refused a second page of this screen. */
  elsewhere?: boolean
  playing: boolean
  state: ScreenState | undefined
  content: ScreenContent | undefined
  /** Something could not be drawn: the attract view without any content, for a while. */
  plain?: boolean
}

/** A view, and when to compute it again in server time (ms); Infinity: it stays until the facts change. */
interface TimedView<V = View> {
  view: V
  until: number
}

function restingAt(
  show: RestingShow,
  content: ScreenContent | undefined,
  now: number,
  skipped = 0,
): TimedView<RestingView> {
  if (!content) return { view: { kind: 'attract', sample: undefined }, until: Infinity }
  const panel = show.kind === 'panels' ? panelAt(show, content, now, skipped) : undefined
  if (panel?.shown) return { view: { kind: 'panel', panel: panel.shown }, until: panel.until }
  const sample = sampleTurn(show, content, now, skipped)
  return {
    view: { kind: 'attract', sample: sample.shown },
    until: Math.min(sample.until, panel?.until ?? Infinity),
  }
}

function takeoverAt(show: TakeoverShow, content: ScreenContent | undefined, now: number): TimedView {
  const { card, beneath, turns } = show
  const own: TimedView = { view: { kind: 'takeover', card }, until: card.until }
  // A scene of a programme takes no turns with a warning: it would be cut in pieces.
  if (!turns || beneath.kind === 'scene') return own
  const { resting, until, skipped } = takeoverTurn(turns, card.publishedAt, now)
  if (!resting) return { ...own, until: Math.min(card.until, until) }
  const { view, until: over } = restingAt(beneath, content, now, skipped)
  return { view: { ...view, warning: card }, until: Math.min(card.until, until, over) }
}

function showAt(show: Show, content: ScreenContent | undefined, now: number): TimedView {
  if (show.kind === 'takeover') {
    if (now < show.card.until) return takeoverAt(show, content, now)
    return showAt(show.beneath, content, now)
  }
  if (show.kind === 'scene') {
    if (now >= show.showAt) return { view: { kind: 'scene', scene: show }, until: Infinity }
    const before = restingAt(show.beneath, content, now)
    return { ...before, until: Math.min(before.until, show.showAt) }
  }
  return restingAt(show, content, now)
}

/**
 * The current view: first the code of an unpaired screen, then a visitor's play, which not even a warning may
 * interrupt, then the note that the screen is shown elsewhere, then the show from the server.
 */
export function viewAt(facts: ViewFacts, now: number): TimedView {
  const { refused, elsewhere, playing, state, content, plain } = facts
  if (refused) return { view: { kind: 'pairing' }, until: Infinity }
  if (playing && state) return { view: { kind: 'play' }, until: Infinity }
  if (elsewhere) return { view: { kind: 'elsewhere' }, until: Infinity }
  if (!state) return { view: { kind: 'splash' }, until: Infinity }
  if (plain) return { view: { kind: 'attract', sample: undefined }, until: Infinity }
  return showAt(state.show, content, now)
}

/** Kinds of view in a screen's report. */
export type ShownKind = 'play' | Show['kind']

/** The kind of a view for the report; views of one rotation have the same kind. Undefined for views without a state. */
export function shownKind(view: View, state: ScreenState): ShownKind | undefined {
  if (view.kind === 'pairing' || view.kind === 'elsewhere' || view.kind === 'splash') return undefined
  if (view.kind !== 'panel' && view.kind !== 'attract') return view.kind
  return view.warning ? 'takeover' : restingOf(state.show).kind
}

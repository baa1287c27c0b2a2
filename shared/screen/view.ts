/** Which view a screen shows: priorities when several are possible. */
import type { UrgentCard } from '../card/view.ts'
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'
import type { ScreenContent } from './content.ts'
import { panelAt, sampleTurn } from './rotation.ts'
import { type RestingShow, restingOf, type SceneShow, type Show } from './show.ts'
import type { ScreenState } from './state.ts'

export type View =
  /** The screen is not paired: shows its code. */
  | { kind: 'pairing' }
  /** No state was received yet. */
  | { kind: 'splash' }
  /** A visitor is playing. */
  | { kind: 'play' }
  | { kind: 'takeover'; card: UrgentCard }
  | { kind: 'scene'; scene: SceneShow }
  | { kind: 'panel'; panel: PanelCard }
  | { kind: 'attract'; sample: OpenItem | undefined }

interface ViewFacts {
  /** The server refused the screen's token. */
  refused: boolean
  playing: boolean
  state: ScreenState | undefined
  content: ScreenContent | undefined
}

/** A view, and when to compute it again in server time (ms); Infinity: it stays until the facts change. */
interface TimedView {
  view: View
  until: number
}

function restingAt(show: RestingShow, content: ScreenContent | undefined, now: number): TimedView {
  if (!content) return { view: { kind: 'attract', sample: undefined }, until: Infinity }
  const panel = show.kind === 'panels' ? panelAt(show, content, now) : undefined
  if (panel?.shown) return { view: { kind: 'panel', panel: panel.shown }, until: panel.until }
  const sample = sampleTurn(show, content, now)
  return {
    view: { kind: 'attract', sample: sample.shown },
    until: Math.min(sample.until, panel?.until ?? Infinity),
  }
}

function showAt(show: Show, content: ScreenContent | undefined, now: number): TimedView {
  if (show.kind === 'takeover') {
    if (now < show.card.until) return { view: { kind: 'takeover', card: show.card }, until: show.card.until }
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
 * interrupt, then the show from the server.
 */
export function viewAt({ refused, playing, state, content }: ViewFacts, now: number): TimedView {
  if (refused) return { view: { kind: 'pairing' }, until: Infinity }
  if (!state) return { view: { kind: 'splash' }, until: Infinity }
  if (playing) return { view: { kind: 'play' }, until: Infinity }
  return showAt(state.show, content, now)
}

/** Kinds of view in a screen's report. */
export type ShownKind = 'play' | Show['kind']

/** The kind of a view for the report; views of one rotation have the same kind. Undefined for views without a state. */
export function shownKind(view: View, state: ScreenState): ShownKind | undefined {
  if (view.kind === 'pairing' || view.kind === 'splash') return undefined
  return view.kind === 'panel' || view.kind === 'attract' ? restingOf(state.show).kind : view.kind
}

/** Which picture a screen shows: what comes first when several could. */
import type { UrgentCard } from '../card/view.ts'
import type { OpenItem } from '../content/item.ts'
import type { PanelCard } from '../content/panel-card.ts'
import type { ScreenContent } from './content.ts'
import { panelAt, sampleTurn } from './rotation.ts'
import { type RestingShow, restingOf, type SceneShow, type Show } from './show.ts'
import type { ScreenState } from './state.ts'

export type View =
  /** The screen belongs to nobody: its code. */
  | { kind: 'pairing' }
  /** Nothing is known yet. */
  | { kind: 'splash' }
  /** A visitor is at play. */
  | { kind: 'play' }
  | { kind: 'takeover'; card: UrgentCard }
  | { kind: 'scene'; scene: SceneShow }
  | { kind: 'panel'; panel: PanelCard }
  | { kind: 'attract'; sample: OpenItem | undefined }

interface ViewFacts {
  /** The server does not know this screen. */
  refused: boolean
  playing: boolean
  state: ScreenState | undefined
  content: ScreenContent | undefined
}

/** A view, and when to ask again by the server's time (ms); Infinity: it stays until the facts change. */
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
 * The view of a moment: first the code of a screen that belongs to nobody, then a visitor's play, which not even a
 * warning may tear away, then what the server says.
 */
export function viewAt({ refused, playing, state, content }: ViewFacts, now: number): TimedView {
  if (refused) return { view: { kind: 'pairing' }, until: Infinity }
  if (!state) return { view: { kind: 'splash' }, until: Infinity }
  if (playing) return { view: { kind: 'play' }, until: Infinity }
  return showAt(state.show, content, now)
}

/** What a screen reports that it shows. */
export type ShownKind = 'play' | Show['kind']

/** The word for a view in a report; the pages that take turns are one. Undefined for what is shown without a state. */
export function shownKind(view: View, state: ScreenState): ShownKind | undefined {
  if (view.kind === 'pairing' || view.kind === 'splash') return undefined
  return view.kind === 'panel' || view.kind === 'attract' ? restingOf(state.show).kind : view.kind
}

/** Which view a screen shows: priorities when several are possible. */
import type { UrgentCard } from '../card/view.ts'
import type { PanelCard } from '../content/panel-card.ts'
import { type Cue, cuedTurn, type Point, pointAt } from '../programme/cue.ts'
import { type SceneTurn, turnAt } from '../programme/playing.ts'
import type { Programme } from '../programme/scene.ts'
import type { AttractScene } from './attract.ts'
import type { ScreenContent } from './content.ts'
import { attractTurn, panelAt, takeoverTurn } from './rotation.ts'
import {
  type LastingShow,
  type ProgrammeShow,
  restingOf,
  type SceneShow,
  type Show,
  type TakeoverShow,
} from './show.ts'
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
  /** A docent's cue: a scene that stays until the docent goes on. */
  | { kind: 'scene'; cue: Cue; point: Point; turn: SceneTurn }
  | { kind: 'programme'; turn: SceneTurn; warning?: UrgentCard }
  /** `warning`: it is this view's turn beneath a warning, which stays visible as a strip. */
  | { kind: 'panel'; panel: PanelCard; warning?: UrgentCard }
  | { kind: 'attract'; scene: AttractScene | undefined; warning?: UrgentCard }

type RestingView = Extract<View, { kind: 'programme' | 'panel' | 'attract' }>

interface ViewFacts {
  /** The server refused the screen's token. */
  refused: boolean
  /** The server refused a second page of this screen. */
  elsewhere?: boolean
  playing: boolean
  state: ScreenState | undefined
  content: ScreenContent | undefined
  /** The versions of programmes of which this screen has everything; those of the state when left out. */
  programmes?: readonly Programme[]
  /** Something could not be drawn: the attract view without any content, for a while. */
  plain?: boolean
}

/** A view, and when to compute it again in server time (ms); Infinity: it stays until the facts change. */
interface TimedView<V = View> {
  view: V
  until: number
}

/** What is held on the screen itself. */
type Held = Pick<ViewFacts, 'content' | 'programmes'>

function programmeAt(show: ProgrammeShow, held: Held, now: number, skipped: number): TimedView<RestingView> {
  const programmes = show.programmes.flatMap(
    ({ id }) => (held.programmes ?? show.programmes).find((each) => each.id === id) ?? [],
  )
  const { turn, until } = turnAt({ ...show, programmes }, now, skipped)
  if (turn) return { view: { kind: 'programme', turn }, until }
  const beneath = restingAt(show.beneath, held, now, skipped)
  return { ...beneath, until: Math.min(beneath.until, until) }
}

function restingAt(show: LastingShow, held: Held, now: number, skipped = 0): TimedView<RestingView> {
  if (show.kind === 'programme') return programmeAt(show, held, now, skipped)
  const { content } = held
  if (!content) return { view: { kind: 'attract', scene: undefined }, until: Infinity }
  const panel = show.kind === 'panels' ? panelAt(show, content, now, skipped) : undefined
  if (panel?.shown) return { view: { kind: 'panel', panel: panel.shown }, until: panel.until }
  const scene = attractTurn(show, content, now, skipped)
  return {
    view: { kind: 'attract', scene: scene.shown },
    until: Math.min(scene.until, panel?.until ?? Infinity),
  }
}

function takeoverAt(show: TakeoverShow, held: Held, now: number): TimedView {
  const { card, beneath, turns } = show
  const own: TimedView = { view: { kind: 'takeover', card }, until: card.until }
  // A scene of a programme takes no turns with a warning: it would be cut in pieces.
  if (!turns || beneath.kind === 'scene') return own
  const { resting, until, skipped } = takeoverTurn(turns, card.publishedAt, now)
  if (!resting) return { ...own, until: Math.min(card.until, until) }
  const { view, until: over } = restingAt(beneath, held, now, skipped)
  return { view: { ...view, warning: card }, until: Math.min(card.until, until, over) }
}

function showAt(show: Show, held: Held, now: number): TimedView {
  if (show.kind === 'takeover') {
    if (now < show.card.until) return takeoverAt(show, held, now)
    return showAt(show.beneath, held, now)
  }
  if (show.kind === 'scene') {
    const { cue } = show
    const until = now < cue.now.showAt ? cue.now.showAt : Infinity
    const point = pointAt(cue, now)
    if (point) return { view: { kind: 'scene', cue, point, turn: cuedTurn(cue, point) }, until }
    const before = restingAt(show.beneath, held, now)
    return { ...before, until: Math.min(before.until, until) }
  }
  return restingAt(show, held, now)
}

const sceneOf = (show: Show): SceneShow | undefined => {
  const held = show.kind === 'takeover' ? show.beneath : show
  return held.kind === 'scene' ? held : undefined
}
/** Whether the docent's cue is to be seen by now, and from when on. */
const cuedAt = (show: Show): number => sceneOf(show)?.cue.now.showAt ?? Infinity
const isLed = (show: Show, now: number): boolean => {
  const cue = sceneOf(show)?.cue
  return cue !== undefined && pointAt(cue, now) !== null
}

/**
 * The current view: first the code of an unpaired screen, then a visitor's play, which not even a warning may
 * interrupt, then the note that the screen is shown elsewhere, then the show from the server.
 */
export function viewAt(facts: ViewFacts, now: number): TimedView {
  const { refused, elsewhere, playing, state, plain } = facts
  if (refused) return { view: { kind: 'pairing' }, until: Infinity }
  // A docent leads the whole room: a play on one of the screens ends, unlike for a warning.
  if (playing && state && !isLed(state.show, now)) return { view: { kind: 'play' }, until: cuedAt(state.show) }
  if (elsewhere) return { view: { kind: 'elsewhere' }, until: Infinity }
  if (!state) return { view: { kind: 'splash' }, until: Infinity }
  if (plain) return { view: { kind: 'attract', scene: undefined }, until: Infinity }
  return showAt(state.show, facts, now)
}

/** Kinds of view in a screen's report. */
export type ShownKind = 'play' | Show['kind']

/** The kind of a view for the report; views of one rotation have the same kind. Undefined for views without a state. */
export function shownKind(view: View, state: ScreenState): ShownKind | undefined {
  if (view.kind === 'pairing' || view.kind === 'elsewhere' || view.kind === 'splash') return undefined
  if (view.kind !== 'panel' && view.kind !== 'attract' && view.kind !== 'programme') return view.kind
  if (view.warning) return 'takeover'
  return view.kind === 'programme' ? view.kind : restingOf(state.show).kind
}

/** A small live picture of a screen in the office: drawn from what the screen reports, never guessed. */
import type { SceneTurn } from '../programme/playing.ts'
import type { AttractScene } from './attract.ts'
import type { ScreenContent } from './content.ts'
import type { Picture } from './health.ts'
import type { Show } from './show.ts'
import type { ScreenState } from './state.ts'
import type { View } from './view.ts'

export interface ScreenPicture {
  /** Null: it has not reported. */
  picture: Picture | null
  /** When it last reported, and since when it shows this; ISO strings. */
  at: string | null
  width: number
  height: number
  state: ScreenState
  content: ScreenContent
}

/** What the attract view shows: a message or a panel by its id, other scenes by their kind. */
function attractOf(id: string | null, content: ScreenContent): AttractScene | undefined {
  const item = content.samples.find((sample) => sample.id === id)
  if (item) return { kind: 'message', item }
  const panel = content.panels.find((one) => one.id === id)
  if (panel) return { kind: 'panel', panel }
  return id === 'figures' || id === 'visitor' ? { kind: id } : undefined
}

/** The scene of a programme by its id, where the state still has it. */
function turnOf(id: string | null, show: Show, since: number): SceneTurn | undefined {
  const beneath = show.kind === 'takeover' ? show.beneath : show
  const led = beneath.kind === 'scene' ? [beneath.cue.programme] : []
  const lasting = beneath.kind === 'scene' ? beneath.beneath : beneath
  const programmes = lasting.kind === 'programme' ? [...led, ...lasting.programmes] : led
  for (const programme of programmes) {
    const scene = programme.scenes.find((one) => one.id === id)
    if (scene) return { programme, scene, from: since, until: Infinity }
  }
  return undefined
}

/**
 * The view that a screen reports; undefined where it cannot be drawn here, e.g. because it is older than what the
 * server has, or a visitor is playing: then the office says so in words.
 */
export function viewOfPicture({ kind, id, warning, since }: Picture, state: ScreenState, content: ScreenContent) {
  const urgent = state.show.kind === 'takeover' ? state.show.card : undefined
  if (warning !== null && urgent?.id !== warning) return undefined
  const worn = warning === null ? {} : { warning: urgent }
  let view: View | undefined
  if (kind === 'attract') {
    const scene = attractOf(id, content)
    if (id === null || scene) view = { kind, scene, ...worn }
  }
  if (kind === 'panel') {
    const panel = content.panels.find((one) => one.id === id)
    if (panel) view = { kind, panel, ...worn }
  }
  if (kind === 'programme' || kind === 'scene') {
    const turn = turnOf(id, state.show, since)
    if (turn) view = { kind: 'programme', turn, ...worn }
  }
  if (kind === 'takeover' && urgent && urgent.id === id) view = { kind, card: urgent }
  return view
}

/** A small live picture of a screen in the office: drawn from what the screen reports, never guessed. */
import type { ScreenContent } from './content.ts'
import type { Picture } from './health.ts'
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

/**
 * The view that a screen reports; undefined where it cannot be drawn here, e.g. because it is older than what the
 * server has, or a visitor is playing: then the office says so in words.
 */
export function viewOfPicture({ kind, id, warning }: Picture, state: ScreenState, content: ScreenContent) {
  const urgent = state.show.kind === 'takeover' ? state.show.card : undefined
  if (warning !== null && urgent?.id !== warning) return undefined
  const worn = warning === null ? {} : { warning: urgent }
  let view: View | undefined
  if (kind === 'attract') {
    const sample = content.samples.find((item) => item.id === id)
    if (id === null || sample) view = { kind, sample, ...worn }
  }
  if (kind === 'panel') {
    const panel = content.panels.find((one) => one.id === id)
    if (panel) view = { kind, panel, ...worn }
  }
  if (kind === 'takeover' && urgent && urgent.id === id) view = { kind, card: urgent }
  return view
}

/** What the office's editor tells the page that draws a scene in a frame. */
import type { ScenarioPage } from '../content/scenario-card.ts'
import type { ScreenContent } from '../screen/content.ts'
import type { ScreenState } from '../screen/state.ts'
import type { Medium } from './media.ts'
import type { Scene } from './scene.ts'

/** From the frame: it is ready for scenes; to the frame: draw this one. */
export type PreviewMessage = { preview: 'ready' } | { preview: 'scene'; scene: Scene }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

export function isPreviewMessage(value: unknown): value is PreviewMessage {
  if (!isObject(value)) return false
  const { preview, scene } = value
  if (preview === 'ready') return true
  return preview === 'scene' && isObject(scene) && isObject(scene.content) && typeof scene.content.kind === 'string'
}

/** What a screen of the station would have. */
export interface PreviewSupplies {
  state: ScreenState
  content: ScreenContent
  scenarios: ScenarioPage[]
  media: Medium[]
}

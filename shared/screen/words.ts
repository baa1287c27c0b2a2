/** The reported kinds of view in words, for the office. */
import type { ShownKind } from './view.ts'

export const SHOWN_WORDS: Record<ShownKind, string> = {
  attract: '活动页',
  panels: '展板轮播',
  scene: '节目',
  takeover: '速报',
  play: '观众正在演',
}

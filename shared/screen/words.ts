/** The reported kinds of view in words, for the office. */
import type { ShownKind } from './view.ts'

export const SHOWN_WORDS: Record<ShownKind, string> = {
  attract: '活动页',
  panels: '展板轮播',
  scene: '节目',
  takeover: '速报',
  play: '观众正在演',
}

/** The fields of a screen in the office. */
export const SCREEN_LABELS = { name: '这块屏叫什么', zone: '在哪个展区', campaignId: '显示哪个活动' }

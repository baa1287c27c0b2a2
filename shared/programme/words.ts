/** The kinds of scenes and the parts of a slot in words, for the office. */
import type { SceneContent, SceneKind } from './scene.ts'
import type { Slot, SlotDays } from './slot.ts'
import type { Choice, SceneChoices } from './view.ts'

export const TITLE_MAX = 30
export const SCENES_MAX = 60
export const SECONDS = { least: 5, most: 3_600 }
export const PANEL_SECONDS = { least: 5, most: 120 }
export const NOTICE = { title: 24, text: 160 }
export const LIVESTREAM = { title: 24, text: 60, url: 200 }

export const SCENE_WORDS: Record<SceneKind, string> = {
  attract: '真假互动',
  scams: '骗局图鉴',
  scenario: '情景（一个人演）',
  story: '情景（全场一起演）',
  quiz: '答题',
  live: '现场竞答',
  panels: '展板轮播',
  media: '图片或视频',
  notice: '通知',
  livestream: '直播二维码',
  reach: '宣传数据',
  hall: '体验馆地图',
  split: '左右两半',
}

export const DAYS_WORDS: Record<SlotDays, string> = {
  all: '不管放不放假',
  workdays: '只在上班的日子',
  holidays: '只在休息的日子',
}

const WEEKDAYS = '一二三四五六日'

/** `周一至周五`, `周二、周四`, `每天`. */
export function weekdaysText(weekdays: readonly number[]): string {
  const days = [...weekdays].sort((a, b) => a - b)
  const name = (day: number | undefined) => `周${WEEKDAYS[(day ?? 1) - 1]}`
  if (days.length === 7) return '每天'
  const inRow = days.length > 2 && days.every((day, at) => at === 0 || day === (days[at - 1] ?? 0) + 1)
  return inRow ? `${name(days[0])}至${name(days.at(-1))}` : days.map(name).join('、')
}

/** `09:00–12:00`, `20:00–次日 02:00`, `全天`. */
export const hoursText = ({ startsAt, endsAt }: Pick<Slot, 'startsAt' | 'endsAt'>): string =>
  startsAt === '00:00' && endsAt === '00:00' ? '全天' : `${startsAt}–${endsAt <= startsAt ? '次日 ' : ''}${endsAt}`

/** `1 分 30 秒`. */
export function lengthText(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return [hours && `${hours} 小时`, minutes && `${minutes} 分`, (rest || seconds < 1) && `${rest} 秒`]
    .filter(Boolean)
    .join(' ')
}

/** One line about what a scene shows; ids of scams and scenarios may be the same. */
export function contentText(content: SceneContent, choices: SceneChoices): string {
  const names = (of: readonly Choice[], ids: readonly string[], all: string) =>
    ids.length ? ids.map((id) => of.find((each) => each.id === id)?.title ?? '（已经没有了）').join('、') : all
  switch (content.kind) {
    case 'scams':
      return names(choices.scams, content.scams, '全部骗局')
    case 'scenario':
    case 'story':
      return names(choices.scenarios, [content.scenario], '')
    case 'panels':
      return `${names(choices.panels, content.panels, '全部展板')}，每块 ${content.panelSeconds} 秒`
    case 'media':
      return names(choices.media, [content.media], '')
    case 'notice':
    case 'livestream':
      return content.title
    case 'split':
      return content.parts.map((part) => SCENE_WORDS[part.kind]).join(' + ')
    default:
      return ''
  }
}

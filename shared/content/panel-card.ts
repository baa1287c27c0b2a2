/**
 * What pages and screens need of a picture panel, and the words they say around it. Without zod: it travels to every
 * phone.
 */
import type { Panel } from './panel.ts'

export type PanelCard = Pick<
  Panel,
  'id' | 'title' | 'kicker' | 'message' | 'tone' | 'picture' | 'pictureAlt' | 'to' | 'sources' | 'reviewer' | 'reviewed'
>

/** One panel and its neighbours in the walk. */
export interface PanelPage {
  panel: PanelCard
  /** In the walk, from 1. */
  place: number
  total: number
  previous?: Pick<PanelCard, 'id' | 'title'>
  next?: Pick<PanelCard, 'id' | 'title'>
}

export function toPanelCard(panel: Panel): PanelCard {
  const { id, title, kicker, message, tone, picture, pictureAlt, to, sources, reviewer, reviewed } = panel
  return { id, title, kicker, message, tone, picture, pictureAlt, to, sources, reviewer, reviewed }
}

/** What one finds behind the code of a panel: two or three words to do, and what comes then. */
export function wayBehind(to: string): { call: string; more: string } {
  const [, room, id] = to.split('/')
  if (room === 'scenarios') return { call: '扫码演一回', more: '五六分钟，看您守不守得住' }
  if (room === 'help') return { call: '扫码看步骤', more: '转了账，一步步怎么做' }
  if (room === 'scams' && id) return { call: '扫码看门道', more: '骗子怎么说，真的什么样' }
  if (room === 'scams') return { call: '扫码看图鉴', more: '常见骗局，一种一页' }
  return { call: '扫码看一看', more: '手机上接着看' }
}

/** `2026-11-23` → 2026年11月23日. */
const day = (date: string) =>
  date
    .split('-')
    .map(Number)
    .map((part, at) => `${part}${'年月日'[at]}`)
    .join('')

/** Where the text comes from and who has read it, for the small print. */
export function smallPrint({ sources, reviewer, reviewed }: Pick<PanelCard, 'sources' | 'reviewer' | 'reviewed'>): {
  source: string
  review: string
} {
  const named = sources.map(
    ({ kind, title, publisher, date }) =>
      `${kind === 'scenario' ? '依据' : ''}${title}（${publisher}${date ? `，${day(date)}` : ''}）`,
  )
  return {
    source: `来源：${named.join('；')}`,
    review: reviewer === 'pending' ? '待民警审核' : `民警审核：${day(reviewed)}`,
  }
}

/** Width of a title in its own letters: digits and Latin letters take two thirds of one at most. */
export const titleWidth = (title: string): number =>
  [...title].reduce((width, letter) => width + (letter < '\u0100' ? 0.66 : 1), 0)

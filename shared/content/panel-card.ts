/** The data of a picture panel for pages and screens, and the texts around it. Without zod: phones load it. */
import type { Panel } from './panel.ts'
import { REVIEWERS } from './vocabulary.ts'

export type PanelCard = Pick<
  Panel,
  'id' | 'title' | 'kicker' | 'message' | 'tone' | 'picture' | 'pictureAlt' | 'to' | 'sources' | 'reviewer' | 'reviewed'
>

/** One panel and its neighbours in the tour. */
export interface PanelPage {
  panel: PanelCard
  /** Place in the tour, from 1. */
  place: number
  total: number
  previous?: Pick<PanelCard, 'id' | 'title'>
  next?: Pick<PanelCard, 'id' | 'title'>
}

export function toPanelCard(panel: Panel): PanelCard {
  const { id, title, kicker, message, tone, picture, pictureAlt, to, sources, reviewer, reviewed } = panel
  return { id, title, kicker, message, tone, picture, pictureAlt, to, sources, reviewer, reviewed }
}

/** What the QR code of a panel leads to: a short call to action, and a description. */
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

/** Source and review status of the text, for the small print. */
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
    review: reviewer === 'pending' ? '待民警审核' : `${REVIEWERS[reviewer]}审核：${day(reviewed)}`,
  }
}

/** Width of a title in units of a Chinese character: digits and Latin letters are at most two thirds as wide. */
export const titleWidth = (title: string): number =>
  [...title].reduce((width, letter) => width + (letter < '\u0100' ? 0.66 : 1), 0)

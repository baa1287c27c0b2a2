/**
 * Numbers and addresses in a card that could be dialled or opened: the editor warns about them, and a card with one
 * cannot be published.
 */
import { findLiveLinks, findLivePhones } from '../content/check/text.ts'

export interface Finding {
  field: 'title' | 'headline' | 'body' | 'source'
  /** Line number from 1; only for the body. */
  line?: number
  kind: 'phone' | 'link'
  /** Exactly as written in the text. */
  text: string
}

/** Addresses of pictures and of our own pages are ignored: digits of an id are not a phone number. */
const TARGET = /\]\((?:picture:[^)\s]*|\/[^)\s]*)/g

const inText = (text: string): Pick<Finding, 'kind' | 'text'>[] => {
  const plain = text.replace(TARGET, ']( ')
  return [
    ...findLivePhones(plain).map((found) => ({ kind: 'phone' as const, text: found })),
    ...findLiveLinks(plain).map((found) => ({ kind: 'link' as const, text: found })),
  ]
}

export function findLive(card: { title: string; headline: string; body: string; source?: string }): Finding[] {
  return [
    ...(['title', 'headline', 'source'] as const).flatMap((field) =>
      inText(card[field] ?? '').map((found) => ({ field, ...found })),
    ),
    ...card.body
      .split('\n')
      .flatMap((line, at) => inText(line).map((found) => ({ field: 'body' as const, line: at + 1, ...found }))),
  ]
}

const FIELD_NAMES: Record<Finding['field'], string> = {
  title: '标题',
  headline: '一句话',
  body: '正文',
  source: '来源',
}

/** `正文第 3 行的号码 13800138000 可能真能打通`. */
export function findingText({ field, line, kind, text }: Finding): string {
  const place = `${FIELD_NAMES[field]}${line ? `第 ${line} 行` : ''}`
  return kind === 'phone'
    ? `${place}的号码 ${text} 可能真能打通，请用星号遮住中间几位`
    : `${place}的网址 ${text} 可能真能打开，请删掉`
}

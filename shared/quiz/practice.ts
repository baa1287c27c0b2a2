/** A practice: a few drills in a row. Requests, responses, and the texts at the end. */
import type { Scam } from '../content/scam.ts'
import type { DrillFeedback, OpenDrill } from './drill.ts'

/** Drills of one set. */
export const PRACTICE_SIZE = 5
/** Most ids a device may list as seen; the bank is far smaller. */
export const MAX_SEEN = 500

type ScamName = Pick<Scam, 'id' | 'title' | 'badge'>

/** Overview of what can be practised, before a set is drawn. */
export interface PracticeView {
  /** The requested scam type; null for all. */
  scam: ScamName | null
  /** Drills to draw from today. */
  drills: number
}
export interface PracticeSet {
  items: OpenDrill[]
}
export interface PracticeFeedback extends DrillFeedback {
  scam: ScamName
}

/** Heading and a line below it. Never critical: people who are criticised do not come back. */
export function verdictWords(
  type: OpenDrill['type'],
  { outcome, truth, hits, missed, falseAlarms, verdict }: DrillFeedback,
): [string, string] {
  if (type === 'act') {
    if (verdict === 'safe') return ['稳当，就这么做！', '钱守得住，事也办得成。']
    return verdict === 'risky'
      ? ['这样做有点险', '换个办法更稳当，看看下面打勾的那一条。']
      : ['这样做会吃亏', '还好只是练习。看看怎么做更稳当。']
  }
  if (type === 'order') {
    if (outcome === 'right') return ['顺序全对！', '一步接一步，您看得很清楚。']
    return [outcome === 'partly' ? '差一点就全对了' : '顺序不太一样', '对照着看一遍，下次就认得了。']
  }
  if (type === 'spot') {
    if (truth === 'genuine')
      return outcome === 'right'
        ? ['对，没有破绽！', '这条是真的，您没有冤枉它。']
        : ['这条其实没有破绽', '小心没有错。看看这些话为什么没问题。']
    if (outcome === 'right') return ['破绽都找到了！', '这条是骗局，瞒不过您。']
    if (hits === 0 && falseAlarms > 0) return ['破绽在别的地方', '您点的地方没问题。看看画了线的。']
    if (hits === 0) return ['这条其实有破绽', '它藏得深，看一眼就认得了。']
    return [
      `找到了 ${hits} 处破绽`,
      [missed && `还有 ${missed} 处没找到`, falseAlarms && `有 ${falseAlarms} 处其实没问题`]
        .filter(Boolean)
        .join('，') + '。',
    ]
  }
  if (outcome === 'right') return ['答对了！', '看看为什么，记得更牢。']
  if (type === 'single') return ['不是这一个', '没关系，看看打勾的那一条。']
  return [
    outcome === 'partly' ? '答对了一部分' : '和答案不太一样',
    [missed && `漏了 ${missed} 个`, falseAlarms && `多选了 ${falseAlarms} 个`].filter(Boolean).join('，') + '。',
  ]
}

/** Links to scam types after a set. */
const READINGS = 2

export interface PracticeResult {
  right: number
  total: number
  headline: string
  text: string
  /** Scam types of wrongly answered drills. */
  reading: ScamName[]
}

/** The result of a set. */
export function practiceResult(feedback: readonly PracticeFeedback[]): PracticeResult {
  const right = feedback.filter(({ outcome }) => outcome === 'right').length
  const total = feedback.length
  const reading = new Map(feedback.filter(({ outcome }) => outcome !== 'right').map(({ scam }) => [scam.id, scam]))
  const words =
    right === total
      ? { headline: '全对，真有本事！', text: '把这几招讲给家里人听吧。' }
      : right * 2 >= total
        ? { headline: '练得不错！', text: '没答对的也不要紧，看过为什么，就是赚到了。' }
        : { headline: '练一回，长一分本事', text: '骗子天天换花样，看走眼很平常。多练几组，就认得了。' }
  return { right, total, ...words, reading: [...reading.values()].slice(0, READINGS) }
}

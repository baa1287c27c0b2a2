/** Rules for the bank as a whole: it must not be possible to guess the answer from anything but the message. */
import { median } from '../../median.ts'
import type { Problem } from './problem.ts'
import type { Item, JudgeItem, Truth } from '../item.ts'
import type { Scam } from '../scam.ts'

export interface PlacedItem<T extends Item = Item> {
  file: string
  item: T
}
export type PlacedJudgeItem = PlacedItem<JudgeItem>

/** Fewest items of each truth for a frequent scam type, so that one quiz can draw both without repeating. */
const MIN_PER_TRUTH = 3
/** The same for a scam type outside of the ministry's list: a type without any item is an oversight. */
const MIN_FOR_OTHERS = 1
/** Length of the ministry's list. */
const RANKS = 10
/** Largest difference between scam and genuine, as a share of the bank. */
const MAX_IMBALANCE = 0.1
/** Smallest ratio of the shorter median length to the longer one. */
const MIN_LENGTH_RATIO = 0.7
const TRUTH_LABELS: Record<Truth, string> = { scam: '骗局', genuine: '真消息' }
const TELLING = /scam|genuine|real|true|false|fake|fraud|legit|zhen|jia|pian/

/** Characters a reader sees, all messages together. */
function textLength(item: JudgeItem): number {
  return item.messages.reduce((sum, message) => sum + [...message.text].length, 0)
}

const ofTruth = (items: readonly PlacedJudgeItem[], truth: Truth) => items.filter(({ item }) => item.truth === truth)

/** Balance of scam and genuine, per frequent type and overall, in number and in length. */
export function checkBalance(scams: readonly Scam[], items: readonly PlacedJudgeItem[]): Problem[] {
  const problems: Problem[] = []
  const report = (file: string, rule: string, message: string) => problems.push({ file, rule, message })
  for (const scam of scams) {
    const own = items.filter(({ item }) => item.scamType === scam.id)
    const least = scam.rank !== undefined && scam.rank <= RANKS ? MIN_PER_TRUTH : MIN_FOR_OTHERS
    for (const truth of ['scam', 'genuine'] as const) {
      const count = ofTruth(own, truth).length
      if (count < least) {
        report(
          `items/${scam.id}`,
          'balance',
          `“${scam.title}”的${TRUTH_LABELS[truth]}只有 ${count} 题，至少要 ${least} 题`,
        )
      }
    }
  }
  const scamCount = ofTruth(items, 'scam').length
  const genuineCount = items.length - scamCount
  if (Math.abs(scamCount - genuineCount) > MAX_IMBALANCE * items.length) {
    report('items', 'balance', `骗局 ${scamCount} 题，真消息 ${genuineCount} 题，相差超过题库的一成`)
  }
  const scamLength = median(ofTruth(items, 'scam').map(({ item }) => textLength(item)))
  const genuineLength = median(ofTruth(items, 'genuine').map(({ item }) => textLength(item)))
  if (
    scamLength &&
    genuineLength &&
    Math.min(scamLength, genuineLength) < MIN_LENGTH_RATIO * Math.max(scamLength, genuineLength)
  ) {
    report('items', 'length', `骗局字数中位数 ${scamLength}，真消息 ${genuineLength}，相差超过三成，看长短就能猜`)
  }
  return problems
}

/** Two types with the same rank, or a gap between ranks: a file was copied or lost. */
export function checkRanks(scams: readonly Scam[]): Problem[] {
  const byRank = Map.groupBy(
    scams.flatMap(({ id, rank }) => (rank === undefined ? [] : { id, rank })),
    ({ rank }) => rank,
  )
  const problems = [...byRank].flatMap(([rank, [first, ...more]]) =>
    more.map(({ id }): Problem => ({
      file: `scams/${id}.yml`,
      rule: 'rank',
      message: `名次 ${rank} 已被 ${first?.id} 使用`,
    })),
  )
  for (let rank = 1; rank < Math.max(0, ...byRank.keys()); rank++) {
    if (!byRank.has(rank)) problems.push({ file: 'scams', rule: 'rank', message: `缺少名次 ${rank} 的诈骗类型` })
  }
  return problems
}

/** Everything an item shows, a line each: its messages, its question and the options. */
export function shownText(item: Item): string {
  const texts =
    item.type === 'judge' || item.type === 'spot'
      ? item.messages.map(({ text }) => text)
      : [
          ...(item.scene?.messages ?? []).map(({ text }) => text),
          item.question,
          ...(item.type === 'order' ? item.steps : item.options).map(({ text }) => text),
        ]
  return texts.join('\n')
}

/** Items with identical content: a visitor would get the same question twice. */
export function checkDuplicates(items: readonly PlacedItem[]): Problem[] {
  return [...Map.groupBy(items, ({ item }) => shownText(item).replace(/\s/g, '')).values()].flatMap(
    ([first, ...more]) =>
      more.map(({ file }): Problem => ({ file, rule: 'duplicate', message: `内容和 ${first?.file} 一字不差` })),
  )
}

/** The minimum number of items with one right option for this rule; with fewer it would be mere chance. */
const ENOUGH = 12
/**
 * Largest share of them in which the right option may be the longest, or the shortest one. With three options chance
 * is a third.
 */
const MAX_OUTSTANDING = 0.5

/**
 * If right options are often the longest or the shortest, their length reveals the answer; authors tend to explain too
 * much in them.
 */
export function checkOptionLengths(items: readonly PlacedItem[]): Problem[] {
  const asked = items.flatMap(({ item }) =>
    item.type === 'single' || item.type === 'act'
      ? [
          item.options.map((option) => ({
            length: [...option.text].length,
            right: 'right' in option ? option.right : option.verdict === 'safe',
          })),
        ]
      : [],
  )
  if (asked.length < ENOUGH) return []
  const outstanding = (most: (...lengths: number[]) => number) =>
    asked.filter((options) => {
      const length = most(...options.map((option) => option.length))
      return options.every((option) => option.length !== length || option.right)
    }).length
  return (
    [
      ['最长', '长', Math.max],
      ['最短', '短', Math.min],
    ] as const
  ).flatMap(([label, word, most]): Problem[] => {
    const count = outstanding(most)
    if (count <= MAX_OUTSTANDING * asked.length) return []
    return [
      {
        file: 'items',
        rule: 'option-length',
        message: `${asked.length} 道单选和“怎么办”里，${count} 道的正确选项${label}，挑${word}的就能猜对`,
      },
    ]
  })
}

/** Ids that reveal the answer, by a word or because sorting them separates the two truths. */
export function checkIds(items: readonly PlacedItem[]): Problem[] {
  const problems: Problem[] = []
  for (const { file, item } of items) {
    const own = item.id.startsWith(`${item.scamType}-`) ? item.id.slice(item.scamType.length + 1) : item.id
    const word = TELLING.exec(own)?.[0]
    if (word) problems.push({ file, rule: 'id-betrays', message: `编号 ${item.id} 里的 ${word} 会泄露答案` })
  }
  const judged = items.filter(({ item }) => item.type === 'judge')
  for (const [scamType, own] of Map.groupBy(judged, ({ item }) => item.scamType)) {
    const truths = [...own].sort((a, b) => (a.item.id < b.item.id ? -1 : 1)).map(({ item }) => item.truth)
    const changes = truths.filter((truth, i) => i > 0 && truth !== truths[i - 1]).length
    // Three of each truth in two unbroken runs happen by chance for one type in ten: then just rename one item.
    if (changes === 1 && MIN_PER_TRUTH * 2 <= truths.length) {
      problems.push({
        file: `items/${scamType}`,
        rule: 'id-betrays',
        message: '编号一排序，骗局和真消息就前后分开了，请换几个编号',
      })
    }
  }
  return problems
}

/** What is seen of a message or an option without understanding it: amounts, lengths, marks, single words. */
import { findLinks } from './text.ts'
import type { Scene } from '../item.ts'

/** Longest run of characters that counts as a word. */
const LONGEST_WORD = 4

/** All runs of one to four characters; numbers and addresses count as one character each. */
export function wordsOf(text: string, where = ''): Set<string> {
  const plain = findLinks(text)
    .reduce((rest, link) => rest.replace(link, '@'), text)
    .replace(/\d+(?:[.:]\d+)*/g, '#')
  const found = new Set<string>()
  for (const part of plain.split('\n')) {
    const characters = [...part]
    for (let from = 0; from < characters.length; from++)
      for (let length = 1; length <= Math.min(LONGEST_WORD, characters.length - from); length++)
        found.add(`${where}“${characters.slice(from, from + length).join('')}”`)
  }
  return found
}

const UNITS: Record<string, number> = { 百: 100, 千: 1000, 万: 10_000, 亿: 100_000_000 }

/** Amounts of money in yuan: 300元, 3万元, 1.6万. */
export const amountsOf = (text: string): number[] =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(?:([百千万亿])(?![\d位人次个])|(?=元|块))/g)].map(
    ([, digits, unit = '']) => Number(digits) * (UNITS[unit] ?? 1),
  )

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
const flag = (holds: boolean) => Number(holds)
const HAN = /\p{Script=Han}/gu
/** Words that allow no exception. */
const ABSOLUTE = /都|一律|就是|一定|凡是|从来|从不|只要|所有|全是|绝不|肯定|永远|总是/

/** Cues of any text, under names that an editor understands. */
function cuesOfText(text: string): [string, number][] {
  const amounts = amountsOf(text)
  return [
    ['字数', [...text].length],
    ['最大的金额', Math.max(0, ...amounts)],
    ['最小的金额', Math.min(...(amounts.length ? amounts : [0]))],
    ['金额的个数', amounts.length],
    ['数字的位数', count(text, /\d/g)],
    ['数字的个数', count(text, /\d+(?:[.:]\d+)*/g)],
    ['逗号和顿号的个数', count(text, /[，、]/g)],
    ['句子的个数', count(text, /[。！？]/g)],
    ['标点的份额', Math.round((100 * count(text, /\p{P}/gu)) / Math.max(1, count(text, HAN)))],
    ['写着几点', flag(/\d点|\d:\d\d/.test(text))],
    ['写着日期', flag(/\d[月日号]|周[一二三四五六日末]/.test(text))],
    ['写着今天或今晚', flag(/今[天日晚]/.test(text))],
    ['称您', flag(text.includes('您'))],
    ['称你', flag(text.includes('你'))],
  ]
}

/** Cues of a message as a device shows it. */
export function cuesOfScene({ channel, sender, messages }: Scene, channels: readonly string[]): Map<string, number> {
  const text = messages.map((each) => each.text).join('\n')
  const theirs = messages.flatMap((each) => (each.from === 'them' ? each.text : []))
  const links = findLinks(text).length
  return new Map([
    ...cuesOfText(text),
    ...channels.map((each): [string, number] => [`来自 ${each}`, flag(each === channel)]),
    ['消息条数', messages.length],
    ['自己回了几句', messages.length - theirs.length],
    ['第一条的字数', [...(theirs[0] ?? '')].length],
    ['最后一条的字数', [...(theirs.at(-1) ?? '')].length],
    ['网址的个数', links],
    ['网址或网址发送人', flag(links + findLinks(sender.name).length > 0)],
    ['有备注', flag(sender.note !== undefined)],
    ['备注的字数', [...(sender.note ?? '')].length],
    ['发送人的字数', [...sender.name].length],
    ['发送人是号码', flag(/^\d[\d*]+$/.test(sender.name))],
  ])
}

/** Words of a message, of its sender's name and of the device's note, kept apart. */
export const wordsOfScene = ({ sender, messages }: Scene): Set<string> =>
  new Set([
    ...wordsOf(messages.map(({ text }) => text).join('\n')),
    ...wordsOf(sender.name, '发送人'),
    ...wordsOf(sender.note ?? '', '备注'),
  ])

/** Cues of one option among those of its item. */
export function cuesOfOption(text: string, all: readonly string[]): Map<string, number> {
  const lengths = all.map((each) => [...each].length)
  const own = [...text].length
  return new Map([
    ...cuesOfText(text),
    ['是最长的', flag(own === Math.max(...lengths))],
    ['是最短的', flag(own === Math.min(...lengths))],
    ['写在第几个', all.indexOf(text) + 1],
    ['说得绝对（都、一律、就是……）', flag(ABSOLUTE.test(text))],
    ['有引号', flag(/[“”]/.test(text))],
  ])
}

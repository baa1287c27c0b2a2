/**
 * Tells: superficial cues by which a reader could answer without understanding the message. A cue is fine as long as
 * both scams and genuine messages show it; if it occurs on one side only, it teaches the wrong lesson and invalidates
 * the measurement.
 */
import type { PlacedJudgeItem } from './bank.ts'
import { findLinks } from './text.ts'
import type { Problem } from './problem.ts'
import { CHANNEL_LABELS } from '../vocabulary.ts'
import type { JudgeItem } from '../item.ts'

/** Minimum number of items of one truth with a cue, and none of the other, for a tell. */
const TELL = 6

const REASSURANCE = /不收费|免费|不用|无需|不需要|不着急|不急|别急|不勉强|放心|没关系|有空|方便时|可以到店/
const HURRY =
  /马上|立即|尽快|今天|今日|今晚|截止|最迟|日前|点前|点半前|小时内|分钟内|逾期|过期|仅剩|最后|必须|以免|来不及/

/** Cues in the sender's text, named as an editor would call them. */
const IN_TEXT: readonly [string, RegExp][] = [
  ['消息里有 http 网址', /https?:/],
  ['消息里写着几月几日', /\d月|\d日|\d{4}年/],
  ['消息里有金额', /\d(?:元|万)/],
  ['消息里有字母', /[A-Za-z]/],
  ['消息里有感叹号', /！/],
  ['消息里称“您”', /您/],
  ['消息里称“你”', /你/],
  ['消息里有安慰的话', REASSURANCE],
  ['消息里有催促的话', HURRY],
]
const IN_NAME: readonly [string, RegExp][] = [
  ['发送人带引号或括号', /[“”"'「」（）()]/],
  ['发送人带间隔号', /·/],
  ['发送人写着“自称”或“像”', /自称|像/],
  ['发送人是号码', /^\d[\d*]+$/],
]

/** All pairs of neighbouring characters, so that any word of a note can be detected as a cue. */
const pairs = (text: string) => {
  const characters = [...text]
  return new Set(characters.slice(1).map((_, i) => characters.slice(i, i + 2).join('')))
}

/** All cues of an item that are visible without understanding its text. */
function cuesOf({ sender, messages, channel }: Pick<JudgeItem, 'sender' | 'messages' | 'channel'>): Set<string> {
  const text = messages
    .filter(({ from }) => from === 'them')
    .map((each) => each.text)
    .join('\n')
  const note = sender.note ?? ''
  const cues = new Set<string>([
    `来自${CHANNEL_LABELS[channel]}`,
    `共 ${messages.length} 条消息`,
    note ? `备注是“${note}”` : '没有备注',
    `发送人叫“${sender.name}”`,
    ...[...pairs(note)].map((pair) => `备注里有“${pair}”`),
  ])
  for (const [name, pattern] of IN_TEXT) if (pattern.test(text)) cues.add(name)
  for (const [name, pattern] of IN_NAME) if (pattern.test(sender.name)) cues.add(name)
  if (findLinks(text).length) cues.add('消息里有网址')
  if (findLinks(sender.name).length) cues.add('发送人是网址')
  if (findLinks(text + sender.name).length) cues.add('消息或发送人里有网址')
  const prefix = /^(\d{3})\d*\*/.exec(sender.name)?.[1]
  if (prefix) cues.add(`号码以 ${prefix} 开头`)
  return cues
}

/** How often each cue occurs in scams and in genuine messages. */
function countCues(items: readonly PlacedJudgeItem[]): Map<string, { scam: number; genuine: number }> {
  const counts = new Map<string, { scam: number; genuine: number }>()
  for (const { item } of items) {
    for (const cue of cuesOf(item)) {
      const count = counts.get(cue) ?? { scam: 0, genuine: 0 }
      count[item.truth]++
      counts.set(cue, count)
    }
  }
  return counts
}

/** Cues that reveal the answer over the whole bank. */
export function checkTells(items: readonly PlacedJudgeItem[]): Problem[] {
  return [...countCues(items)]
    .filter(([, { scam, genuine }]) => Math.max(scam, genuine) >= TELL && !Math.min(scam, genuine))
    .map(([cue, { scam, genuine }]) => ({
      file: 'items',
      rule: 'tell',
      message: `${cue}：骗局 ${scam} 题，真消息 ${genuine} 题，不读内容就能猜`,
    }))
}

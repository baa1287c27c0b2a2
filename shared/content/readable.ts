/** The whole text of an entry in reading order, for the officer who reviews it. */
import { isEnding } from './graph.ts'
import type { Item, Scene } from './item.ts'
import type { Law } from './law.ts'
import type { Panel } from './panel.ts'
import { readingOrder } from './review.ts'
import type { Scam } from './scam.ts'
import type { Scenario, ScenarioNode } from './scenario.ts'
import { AUDIENCE_LABELS, CHANNEL_LABELS, ENDING_LABELS, TACTIC_LABELS, VERDICT_LABELS } from './vocabulary.ts'

export interface Passage {
  label: string
  lines: string[]
}
const passage = (label: string, ...lines: (string | undefined)[]): Passage => ({
  label,
  lines: lines.filter((line): line is string => Boolean(line)),
})

const audiencesOf = ({ audiences }: Pick<Scam, 'audiences'>) =>
  audiences.map((each) => AUDIENCE_LABELS[each]).join('、')

function sourcesOf({ sources }: Pick<Law, 'sources'>): Passage {
  const lines = sources.map(({ title, publisher, date }) => [title, publisher, date].filter(Boolean).join('，'))
  return passage('依据', ...lines)
}

function sceneLines({ channel, sender, messages }: Scene): string[] {
  const note = sender.note ? `（${sender.note}）` : ''
  return [
    `${CHANNEL_LABELS[channel]}，${sender.name}${note}`,
    ...messages.map(({ from, text }) => `${from === 'me' ? '自己' : '对方'}：${text}`),
  ]
}

function askedOf(item: Item): Passage[] {
  switch (item.type) {
    case 'judge':
      return [
        passage('消息', ...sceneLines(item)),
        passage(
          item.truth === 'scam' ? '破绽' : '可信的地方',
          ...item.flags.map(({ quote, sign, why }) => `${sign}（${quote}）：${why}`),
        ),
      ]
    case 'spot':
      return [
        passage('消息', ...sceneLines(item)),
        passage(
          '可以点的词',
          ...item.targets.map(({ quote, right, why }) => `${right ? '对' : '错'}，${quote}：${why}`),
        ),
      ]
    case 'order':
      return [
        passage('题目', item.question, ...(item.scene ? sceneLines(item.scene) : [])),
        passage('正确的顺序', ...item.steps.map(({ text, why }, index) => `${index + 1}. ${text}：${why}`)),
      ]
    case 'act':
      return [
        passage('题目', item.question, ...(item.scene ? sceneLines(item.scene) : [])),
        passage('选项', ...item.options.map(({ text, verdict, why }) => `${VERDICT_LABELS[verdict]}，${text}：${why}`)),
      ]
    default:
      return [
        passage('题目', item.question, ...(item.scene ? sceneLines(item.scene) : [])),
        passage('选项', ...item.options.map(({ text, right, why }) => `${right ? '对' : '错'}，${text}：${why}`)),
      ]
  }
}

export const readItem = (item: Item): Passage[] => [
  passage('答案', item.truth === 'scam' ? '是骗局' : '是真的'),
  ...askedOf(item),
  passage('解释', item.explanation),
  passage('记住', item.rule),
  passage('适合', audiencesOf(item)),
  sourcesOf(item),
]

const SPEAKERS = { scammer: '骗子', victim: '当事人', narrator: '旁白' } as const

export const readScam = (scam: Scam): Passage[] => [
  passage('是什么', scam.summary),
  passage('找谁下手', scam.targets),
  passage('别名', scam.aliases.join('、')),
  passage('话术', ...scam.script.map(({ who, text }) => `${SPEAKERS[who]}：${text}`)),
  passage('破绽', ...scam.flags.map(({ sign, why }) => `${sign}：${why}`)),
  passage('记住', scam.rule),
  passage('平时', ...scam.before),
  passage('遇到时', scam.doNow),
  passage('已经转账', ...scam.afterTransfer),
  passage('真的是什么样', `${scam.genuine.title}：${scam.genuine.text}`),
  passage('图片说明', scam.pictureAlt),
  passage('适合', audiencesOf(scam)),
  sourcesOf(scam),
]

function nodeLines(node: ScenarioNode, numberOf: (id: string) => number): string[] {
  const before = node.narration ? [`旁白：${node.narration}`] : []
  if (isEnding(node)) return [...before, `${ENDING_LABELS[node.ending]}，${node.title}`, node.text]
  const { view, sender, messages, rows = [], tactics = [], flags = [], choices = [], next } = node
  return [
    ...before,
    ...sceneLines({ channel: view, sender, messages }),
    ...rows.map(({ label, value }) => `${label}：${value}`),
    ...(tactics.length ? [`手法：${tactics.map((each) => TACTIC_LABELS[each]).join('、')}`] : []),
    ...flags.map(({ sign, quote, why }) => `破绽，${sign}（${quote}）：${why}`),
    ...choices.map(({ text, verdict, why, pay, to }) => {
      const lost = pay ? `，损失 ${pay} 元` : ''
      return `选项（${VERDICT_LABELS[verdict]}${lost}，到 ${numberOf(to)} 号）${text}：${why}`
    }),
    ...(next ? [`接着到 ${numberOf(next)} 号`] : []),
  ]
}

export function readScenario(scenario: Scenario): Passage[] {
  const order = readingOrder(scenario)
  const numberOf = (id: string) => order.indexOf(id) + 1
  return [
    passage('简介', scenario.summary),
    passage('身份', scenario.role),
    ...order.flatMap((id) => {
      const node = scenario.nodes[id]
      return node ? [passage(`${numberOf(id)} 号`, ...nodeLines(node, numberOf))] : []
    }),
    passage('复盘', scenario.debrief.insight),
    passage('记住', scenario.debrief.rule),
    passage('真遇到时', ...scenario.debrief.steps),
    sourcesOf(scenario),
  ]
}

export const readPanel = (panel: Panel): Passage[] => [
  passage('栏目', panel.kicker),
  passage('标题', panel.title),
  passage('一句话', panel.message),
  passage('图片说明', panel.pictureAlt),
  passage('二维码去', panel.to),
  sourcesOf(panel),
]

export const readLaw = (law: Law): Passage[] => [
  passage('标题', law.title),
  passage('出处', law.article ? `${law.statute}第 ${law.article} 条` : law.statute),
  passage('内容', law.text),
  sourcesOf(law),
]

import { describe, expect, it } from 'vitest'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { DRILLS, edit, LAW, PANEL, SCAM, SCENARIO } from '../../fixtures/content-files.ts'
import {
  check,
  short,
  type Edit,
  lineOf,
  breaks,
  passes,
  JUDGE,
  SINGLE,
  MULTIPLE,
  ORDER,
  SPOT,
  ACT,
} from './checking.ts'

describe('words', () => {
  it.each<[string, ContentFile, Edit, string]>([
    ['punctuation', LAW, ['给别人用，', '给别人用,'], 'text'],
    ['character', LAW, ['给别人用，', '给别人\u200b用，'], 'text'],
    ['link', JUDGE, ['lingqu.example', 'lingqu.cn'], 'lingqu'],
    ['phone', SCENARIO, ["name: '170****1234'", "name: '17012341234'"], '17012341234'],
    ['english', PANEL, ['message: 听到', 'message: stop听到'], 'message'],
  ])('have no %s that does not belong', (rule, file, change, at) => breaks(file, [change], rule, at))

  it('stop for breath: 44 characters in a sentence, 24 in a clause', () => {
    const clause = (length: number) => '停'.repeat(length)
    passes(LAW, [/text: .*/, `text: ${clause(22)}，${clause(22)}。`])
    breaks(LAW, [[/text: .*/, `text: ${clause(22)}，${clause(12)}，${clause(11)}。`]], 'sentence', 'text')
    passes(LAW, [/text: .*/, `text: ${clause(24)}。`])
    breaks(LAW, [[/text: .*/, `text: ${clause(25)}。`]], 'sentence', 'text')
    expect(check(edit(LAW, /text: .*/, `text: ${clause(45)}。`)).map(({ message }) => message.slice(0, 3))).toEqual([
      '这句话',
      '这段话',
    ])
  })

  it.each<[string, ContentFile, Edit, string]>([
    ['sender of an item', JUDGE, ["name: '170****1234'", 'name: 支付宝客服'], 'sender'],
    ['note of a sender', SPOT, ['name: 小美', 'name: 小美, note: 淘宝好友'], 'sender'],
    ['message', MULTIPLE, ['请到窗口', '请到工商银行'], 'messages'],
    ['question', ACT, ['question: 对方', 'question: 京东客服'], 'question'],
    ['option', SINGLE, ['text: 先垫再说', 'text: 用花呗先垫'], '花呗'],
    ['step', ORDER, ['text: 停下不再转', 'text: 关掉支付宝'], '支付宝'],
    ['script of a type', SCAM, ['text: 请转账。', 'text: 我是京东客服。'], '京东'],
    ['sender of a scenario', SCENARIO, ['name: 任务大厅', 'name: 抖音任务'], '抖音'],
    ['message of a scenario', SCENARIO, ['做完马上结。', '抖音做完马上结。'], '抖音'],
    ['row of a scenario', SCENARIO, ['value: 0元', 'value: 余额宝0元'], '余额宝'],
    ['choice of a scenario', SCENARIO, ['text: 看看规则', 'text: 上淘宝看看'], '淘宝'],
    ['narration of a scenario', SCENARIO, ['narration: 上午', 'narration: 美团送来饭。上午'], '美团'],
    ['ending of a scenario', SCENARIO, ['text: 小美不回', 'text: 抖音小美不回'], '抖音'],
    ['role of a scenario', SCENARIO, ['role: 您在家', 'role: 您在美团送饭，在家'], '美团'],
  ])('that are made up name no real brand (%s)', (_, file, change, at) => breaks(file, [change], 'brand', at))

  it.each<[string, ContentFile, Edit, string]>([
    ['why of a flag', JUDGE, ['不给您时间', '不给你时间'], '不给你时间'],
    ['sign of a flag', JUDGE, ['sign: 催得很急', 'sign: 催着你定'], '催着你定'],
    ['explanation', JUDGE, ['explanation: 这是', 'explanation: 给你看，这是'], 'explanation'],
    ['question', ACT, ['您怎么办', '你怎么办'], 'question'],
    ['why of an option', SINGLE, ['垫出去的钱', '你垫出去的钱'], '你垫'],
    ['why of a step', ORDER, ['先止住损失', '你先止住损失'], '你先'],
    ['why of a target', SPOT, ['不给您时间去想', '不给你时间去想'], '不给你'],
    ['summary', SCAM, ['summary: 这是', 'summary: 你看，这是'], 'summary'],
    ['targets', SCAM, ['targets: 没有人', 'targets: 你和没有人'], 'targets'],
    ['doNow', SCAM, ['doNow: 挂断', 'doNow: 你先挂断'], 'doNow'],
    ['before', SCAM, ['和家人约好', '你和家人约好'], 'before'],
    ['afterTransfer', SCAM, ['马上打110', '你马上打110'], 'afterTransfer'],
    ['narrator', SCAM, ['text: 他做对了。', 'text: 你做对了。'], '你做对了'],
    ['what is genuine', SCAM, ['text: 真的通知没有', 'text: 你的通知没有'], 'genuine'],
    ['title of what is genuine', SCAM, ['title: 真的通知', 'title: 你的通知'], 'genuine'],
    ['law', LAW, ['text: 银行卡', 'text: 你的银行卡'], 'text'],
    ['summary of a scenario', SCENARIO, ['summary: 这是', 'summary: 你看，这是'], 'summary'],
    ['role', SCENARIO, ['role: 您在家', 'role: 你在家'], 'role'],
    ['narration', SCENARIO, ['narration: 上午，您', 'narration: 上午，你'], 'narration'],
    ['narration of an ending', SCENARIO, ['narration: 第二天', 'narration: 你看，第二天'], '第二天'],
    ['why of a choice', SCENARIO, ['为了让您垫大钱', '为了让你垫大钱'], '让你'],
    ['why of a flag in a scenario', SCENARIO, ['用5元换您', '用5元换你'], '换你'],
    ['title of an ending', SCENARIO, ['title: 钱都没有了', 'title: 你没有钱了'], '你没有钱'],
    ['text of an ending', SCENARIO, ['text: 您没有垫钱', 'text: 你没有垫钱'], '你没有垫'],
    ['insight', SCENARIO, ['为了让您后面', '为了让你后面'], 'insight'],
    ['steps of a debrief', SCENARIO, ['[不接陌生人', '[你不接陌生人'], '  steps'],
  ])('say 您 to the reader (%s)', (_, file, change, at) => breaks(file, [change], 'address', at))

  it('leave 你 to dialogue, choices, quotations and rules that rhyme', () => {
    passes(JUDGE, ['，今天有效，', '，你今天有效，'], ['rule: 催', 'rule: 你催'])
    passes(
      SCENARIO,
      ['真的吗？', '你说真的吗？'],
      ['text: 先看看再说', 'text: 你先说说看'],
      ['正经的活不用', '说“给你”，正经的活不用'],
      ['rule: 刷单', 'rule: 你刷单'],
    )
    passes(SINGLE, ['text: 问他要收据', 'text: 说你给收据'])
    passes(ORDER, ['text: 停下不再转', 'text: 对他说你别来'])
    passes(SCAM, ['text: 您好。', 'text: 你好吗。'], ['rule: 听到', 'rule: 你听到'])
  })

  it.each<[string, ContentFile, Edit, string]>([
    ['percentage', SCAM, ['summary: 这是', 'summary: 占99%，这是'], 'summary'],
    ['percentage with spaces', SCAM, ['summary: 这是', 'summary: 占88.5 % ，这是'], 'summary'],
    ['percentage in full width', SCAM, ['summary: 这是', 'summary: 占８８．５％，这是'], 'summary'],
    ['percentage in words', LAW, ['text: 银行卡', 'text: 百分之八十八点四的银行卡'], 'text'],
    ['share in words', PANEL, ['message: 听到', 'message: 千分之五，听到'], 'message'],
    ['statute', JUDGE, ['explanation: 这是', 'explanation: 《刑法》说，这是'], 'explanation'],
    ['article', LAW, ['text: 银行卡', 'text: 第四十四条说，银行卡'], 'text'],
    ['article in figures', LAW, ['text: 银行卡', 'text: 第 44 条说，银行卡'], 'text'],
    ['why of an option', SINGLE, ['why: 收据也能做假', 'why: 99%是假的'], '99%'],
    [
      'why of a choice',
      SCENARIO,
      ['why: 正经的活不用垫钱。 }]\n    choices', 'why: 百分之九十都是骗。 }]\n    choices'],
      '百分之九十',
    ],
    ['why of a choice, with an article', SCENARIO, ['why: 不急着做', 'why: 第三条写着，不急着做'], '第三条'],
    ['narrator', SCAM, ['text: 他做对了。', 'text: 七百个人占33%。'], '33%'],
    ['insight', SCENARIO, ['insight: 前几单', 'insight: 《治安管理处罚法》说，前几单'], 'insight'],
  ])('claim nothing without a source (%s)', (_, file, change, at) => breaks(file, [change], 'claim', at))

  it('may claim what a source stands for, and let scammers promise anything', () => {
    passes(
      SCAM,
      ['summary: 这是', 'summary: 占88.4%，《反电信网络诈骗法》管着，这是'],
      ['text: 请转账。', 'text: 收益百分之三百，第三条写着，《合同法》保你。'],
    )
    passes(JUDGE, ['，今天有效，', '，利息30%，今天有效，'], ['explanation: 这是', 'explanation: 说“稳赚30%”，这是'])
    passes(
      SCENARIO,
      ['做完马上结。', '利息30%，做完马上结。'],
      ['value: 0元', 'value: 30%'],
      ['text: 看看规则', 'text: 看看第三条'],
      ['why: 不急着做', 'why: 第二条消息先别信，不急着做'],
    )
    passes(MULTIPLE, ['text: 问发短信的人', 'text: 利息30%的'])
    passes(LAW, ['statute: 《反电信网络诈骗法》', 'statute: 《刑法》第二百八十七条'])
  })

  it('of 12381 carry no link and no number', () => {
    const warning = (text: string) =>
      [
        ["name: '170****1234'", "name: '12381'"],
        ['请点 http://lingqu.example ', text],
      ] as Edit[]
    passes(JUDGE, ...warning('已转账请打110，'))
    for (const text of ['请看 www.yujing.example ', '请回电96110，', '请回电170****2286，'])
      breaks(JUDGE, warning(text), 'warning-sms', '请')
  })
})

describe('dates and readers', () => {
  const day = (field: string, value: string): Edit => [new RegExp(`^${field}: .*`, 'm'), `${field}: '${value}'`]
  it.each<[string, Edit[], string, string]>([
    ['expired', [day('expires', '2026-11-30')], 'expired', 'expires'],
    ['reviewed tomorrow', [day('reviewed', '2026-12-02')], 'review-order', 'reviewed:'],
    ['expires after more than two years', [day('expires', '2028-11-24')], 'term', 'expires'],
  ])('hold for every kind of file (%s)', (_, edits, rule, at) => {
    for (const file of [SCAM, LAW, PANEL, SCENARIO, JUDGE, ...DRILLS]) breaks(file, edits, rule, at)
  })

  it('do not run backwards', () => {
    const broken = edit(edit(LAW, ...day('reviewed', '2026-11-30')), ...day('expires', '2026-11-29'))
    expect(check(broken).map(short)).toEqual([
      `laws/demo.yml:${lineOf(broken, 'expires')} expired`,
      `laws/demo.yml:${lineOf(broken, 'reviewed:')} review-order`,
    ])
  })

  it('name everyone alone', () => {
    for (const file of [SCAM, PANEL, SCENARIO, JUDGE, ...DRILLS])
      breaks(file, [['audiences: [everyone]', 'audiences: [elder, everyone]']], 'audience', 'audiences')
  })
})

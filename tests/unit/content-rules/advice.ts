/** Advice that was once wrong, and sources that support nothing. */
import { describe, it } from 'vitest'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { LAW, PANEL, SCAM, SCENARIO } from '../../fixtures/content-files.ts'
import { breaks, JUDGE, ORDER, passes, SINGLE, type Edit } from './checking.ts'

describe('advice', () => {
  it.each<[string, ContentFile, Edit[], string]>([
    [
      'of one operator on the cards of others',
      JUDGE,
      [['explanation: 这是', 'explanation: 到营业厅查，一张张都列得出来。这是']],
      'explanation',
    ],
    ['of a foreign 96110', SCAM, [['doNow: 挂断', 'doNow: 看到00-96110就接，再挂断']], 'doNow'],
    ['of a 96110 behind a plus', PANEL, [['message: 听到', 'message: 接＋86-96110，听到']], 'message'],
    ['of a 96110 without area code', SCAM, [['doNow: 挂断', 'doNow: 96110前面没有区号，别的挂断']], 'doNow'],
    ["from the offender's seat", ORDER, [[/question: .*/, 'question: 冒充老师的人，通常怎么一步步下手？']], 'question'],
    [
      "from the offender's seat, how people are caught",
      SINGLE,
      [[/question: .*/, 'question: 刷单怎么一步步套人？']],
      'question',
    ],
    ['of a pupil who sells an account', SCENARIO, [[/role: .*/, 'role: 您上初二，想卖掉游戏老号。']], 'role'],
    [
      'of one crime for two',
      LAW,
      [
        [/statute: .*/, 'statute: 帮助信息网络犯罪活动罪'],
        [/text: .*/, 'text: 明知是骗子还帮着转账，要坐牢。'],
      ],
      'statute',
    ],
  ])('is not given (%s)', (_, file, edits, at) => breaks(file, edits, 'advice', at))

  it('that is right is given', () => {
    passes(JUDGE, ['explanation: 这是', 'explanation: 到营业厅查不全，要用“一证通查”，各家的卡都有。这是'])
    passes(JUDGE, ['explanation: 这是', 'explanation: 用一证通查，不到营业厅查，几张都看得到。这是'])
    passes(SCAM, ['doNow: 挂断', 'doNow: 前面有区号的96110也要接，带00的挂断'])
    passes(SCENARIO, [/role: .*/, 'role: 您上初二，未成年人不卖账号。'])
    passes(
      LAW,
      [/statute: .*/, 'statute: 帮助信息网络犯罪活动罪，掩饰、隐瞒犯罪所得罪'],
      [/text: .*/, 'text: 明知是骗子还帮着转账，要坐牢。'],
    )
    passes(LAW, [/statute: .*/, 'statute: 帮助信息网络犯罪活动罪'])
    // What a scammer says is no advice.
    passes(JUDGE, ['，今天有效，', '，看到00-96110别接，今天有效，'])
  })
})

describe('a source', () => {
  const source = (text: string): Edit => [/sources: .*/, `sources: [{ ${text} }]`]
  it('supports the scene that cites it', () => {
    for (const file of [SCAM, PANEL, SCENARIO, JUDGE, SINGLE])
      breaks(
        file,
        [source('kind: scenario, title: 《公安部公布十大高发电信网络诈骗类型》, publisher: 公安部')],
        'source',
        'sources',
      )
    passes(PANEL, source('kind: publication, title: 《公安部公布十大高发电信网络诈骗类型》, publisher: 公安部'))
  })

  it('of a law is the body that issued it', () => {
    breaks(LAW, [source('kind: publication, title: 有关法律的报道, publisher: 海南日报')], 'source', 'sources')
    breaks(LAW, [source('kind: publication, title: 某罪的意见, publisher: 律师事务所解读文章')], 'source', 'sources')
    breaks(SCAM, [source('kind: scenario, title: 《中华人民共和国广告法》, publisher: 人民网')], 'source', 'sources')
    passes(SCAM, source('kind: scenario, title: 关于换脸的报道, publisher: 人民网'))
    passes(LAW, source('kind: publication, title: 《中华人民共和国刑法》, publisher: 全国人民代表大会'))
  })
})

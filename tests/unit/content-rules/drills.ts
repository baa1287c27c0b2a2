import { describe, it } from 'vitest'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { SCENARIO } from '../../fixtures/content-files.ts'
import { type Edit, breaks, passes, JUDGE, SINGLE, MULTIPLE, ORDER, SPOT, ACT } from './checking.ts'

describe('quotes', () => {
  const extra = (quote: string, at = 0): Edit => [
    'explanation:',
    `  - { in: ${at}, quote: ${quote}, sign: 又是一处, why: 这是第二处线索。 }\nexplanation:`,
  ]
  it.each<[string, ContentFile, Edit, string, string]>([
    ['not in the message', JUDGE, ['quote: 今天有效', 'quote: 明天有效'], 'quote', 'quote:'],
    ['of a message that is not there', JUDGE, ['in: 0', 'in: 3'], 'quote', 'in: 3'],
    ['of what the reader says', JUDGE, ['from: them', 'from: me'], 'own-line', 'in: 0'],
    ['twice', JUDGE, extra('天有效'), 'overlap', '又是一处'],
    ['not in the message to be searched', SPOT, ['quote: 今天就截止', 'quote: 明天就截止'], 'quote', '明天就截止'],
    [
      'of the reader to be searched',
      SPOT,
      ['{ in: 1, quote: 我是小美', '{ in: 0, quote: 哪位'],
      'own-line',
      'quote: 哪位',
    ],
    ['twice to be searched', SPOT, ['quote: 我是小美', 'quote: 个赞就有'], 'overlap', 'quote: 个赞就有'],
    ['not on the screen', SCENARIO, ['quote: 先垫1000元', 'quote: 先垫2000元'], 'quote', 'quote: 先垫2000元'],
    [
      'of what the player says',
      SCENARIO,
      ['{ in: 0, quote: 点个赞就有5元', '{ in: 1, quote: 真的'],
      'own-line',
      '{ in: 1',
    ],
  ])('%s', (_, file, change, rule, at) => breaks(file, [change], rule, at))
})

describe('the key of a drill', () => {
  it.each<[string, ContentFile, Edit[], string, string]>([
    ['single: none is right', SINGLE, [['right: true', 'right: false']], 'key', '- {'],
    ['single: two are right', SINGLE, [['right: false', 'right: true']], 'key', '- {'],
    ['multiple: one is right', MULTIPLE, [['right: true', 'right: false']], 'key', '- { text'],
    [
      'multiple: none is right',
      MULTIPLE,
      [[/right: true[^]*right: true/, 'right: false, why: 当面最可靠。 }\n  - { text: 打官方的电话, right: false']],
      'key',
      '- { text',
    ],
    [
      'multiple: all are right',
      MULTIPLE,
      [
        ['right: false', 'right: true'],
        ['right: false', 'right: true'],
      ],
      'key',
      '- { text',
    ],
    ['act: none is safe', ACT, [['verdict: safe', 'verdict: risky']], 'key', '- {'],
    ['act: two are safe', ACT, [['verdict: risky', 'verdict: safe']], 'key', '- {'],
    ['spot: one flag in a scam', SPOT, [['right: true', 'right: false']], 'key', '- { in'],
    ['spot: nothing but flags', SPOT, [['right: false', 'right: true']], 'key', '- { in'],
    ['two options alike', SINGLE, [['text: 问他要收据', 'text: 先垫再说']], 'duplicate', '- {'],
    ['two steps alike', ORDER, [['text: 马上打110', 'text: 停下不再转']], 'duplicate', '- {'],
  ])('%s', (_, file, edits, rule, at) => breaks(file, edits, rule, at))

  it('spot: none in a genuine message', () => {
    breaks(SPOT, [['truth: scam', 'truth: genuine']], 'key', '- { in')
    passes(SPOT, ['truth: scam', 'truth: genuine'], ['right: true', 'right: false'], ['right: true', 'right: false'])
  })
})

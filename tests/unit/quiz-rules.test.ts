import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Flag, JudgeItem } from '#shared/content/item.ts'
import type { Scam } from '#shared/content/scam.ts'
import { judge } from '#shared/quiz/grade.ts'
import { inReadingOrder, markMessage } from '#shared/quiz/mark.ts'
import { type Graded, resultOf } from '#shared/quiz/result.ts'

const flag = (quote: string, at = 0): Flag => ({ in: at, quote, sign: '催你快点', why: '不让您核实。' })
const scam = (id: string): Scam =>
  ({ id, title: `骗${id}`, badge: id[0]!, rule: '不转账。', genuine: { title: `真${id}`, text: '' } }) as Scam
const library = ['a', 'b', 'c', 'd'].map(scam)
const graded = (list: string): Graded[] =>
  list.split(' ').map((word, position) => ({
    position,
    scamType: word[0]!,
    truth: word[1] === 's' ? 'scam' : 'genuine',
    correct: word[2] === '+',
  }))

describe('judging', () => {
  it('is right exactly when the choice is the truth', () => {
    const item = {
      truth: 'scam',
      messages: [{ from: 'them', text: 'x' }],
      flags: [flag('x')],
      explanation: 'e',
      rule: 'r',
      scamType: 'romance',
    } as unknown as JudgeItem
    expect(judge(item, 3, 'scam', false)).toMatchObject({
      position: 3,
      correct: true,
      sure: false,
      truth: 'scam',
      scamType: 'romance',
    })
    expect(judge(item, 3, 'genuine', null)).not.toHaveProperty('sure')
    expect(judge(item, 3, 'genuine', true).correct).toBe(false)
  })
})

describe('marking a message', () => {
  it('keeps every character, whatever the cues are', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(39), fc.integer({ min: 1, max: 12 })), { maxLength: 4 }),
        (text, spans) => {
          const flags = spans
            .map(([start, length]) => flag(text.slice(start, start + length)))
            .filter(({ quote }) => quote)
          const segments = markMessage(text, 0, flags)
          expect(segments.map((segment) => segment.text).join('')).toBe(text)
          expect(segments.every((segment) => segment.text.length > 0)).toBe(true)
        },
      ),
    )
  })
  it('numbers cues as they are listed and leaves other messages alone', () => {
    expect(markMessage('今天18点前打开屏幕共享', 0, [flag('屏幕共享'), flag('今天18点前'), flag('打开', 1)])).toEqual([
      { text: '今天18点前', flag: 2 },
      { text: '打开' },
      { text: '屏幕共享', flag: 1 },
    ])
    expect(
      inReadingOrder([flag('乙', 1), flag('共享'), flag('今天')], ['今天共享', '乙']).map(({ quote }) => quote),
    ).toEqual(['今天', '共享', '乙'])
  })
})

describe('the result', () => {
  it('has two figures', () => {
    const result = resultOf(graded('as+ bs- cg+ dg+'), library)
    expect(result).toMatchObject({ scams: { caught: 1, total: 2 }, genuine: { trusted: 2, total: 2 } })
  })
  it('sends to missed scams first, then to doubted messages, then to frequent types', () => {
    const reading = (list: string) =>
      resultOf(graded(list), library).reading.map(({ scamType, kind }) => `${scamType} ${kind}`)
    expect(reading('ag- bs- cs+ ds-')).toEqual(['b missed', 'd missed'])
    expect(reading('ag- bs- cs+ dg+')).toEqual(['b missed', 'a doubted'])
    expect(reading('as- as- cs+ dg+')).toEqual(['a missed', 'b common'])
    expect(reading('as+ bg+ cs+ dg+')).toEqual(['a common', 'b common'])
  })
  it('praises neither who calls everything a scam nor who believes everything', () => {
    const words = (list: string) => resultOf(graded(list), library)
    expect(words('as+ bs+ cs+ ag- bg- cg-').text).toContain('3 条真消息')
    expect(words('as- bs- cs- ag+ bg+ cg+').text).toContain('96110')
    for (const list of ['as+ bs+ cs+ ag- bg- cg-', 'as- bs- cs- ag+ bg+ cg+'])
      expect(words(list).headline).not.toMatch(/！/)
    expect(words('as+ bs+ cs+ ag+ bg+ cg-').headline).toBe('骗局都让您看穿了！')
  })
  it('never scolds', () => {
    for (const list of [
      'as+ bs+ cs+ ag- bg- cg-',
      'as- bs- cs- ag+ bg+ cg+',
      'as+ bg+',
      'as+ bg-',
      'as- bg+',
      'as- bg-',
    ]) {
      const { headline, text } = resultOf(graded(list), library)
      expect(headline + text).not.toMatch(/错|笨|上当了|不及格|失败/)
    }
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOGAN_MAX, TITLE_MAX } from '#shared/campaign/campaign.ts'
import { linesOf, phraseLines, textWidth, wordLines, wordsOf } from '#shared/campaign/fit.ts'
import { phrasesOf } from '#shared/campaign/phrases.ts'
import { HOOK_MAX, hookText, LEAFLET_DESIGNS, LEAFLET_SIZES, TYPE_MIN } from '#shared/campaign/leaflet.ts'
import { planLeaflet } from '#shared/campaign/leaflet-plan.ts'
import { STATION_LENGTHS, telephonesOf } from '#shared/member/station.ts'

const SIZES = [1, 4, 8] as const
/** Any text of a legal length: Chinese, Latin words, the widest letters, digits, punctuation. */
const text = (max: number, min = 0) =>
  fc
    .tuple(
      fc.integer({ min, max }),
      fc.array(fc.constantFrom('反', '诈', 'W', 'a', ' ', '，', '“', '8', '-', '㊙'), {
        minLength: max,
        maxLength: max,
      }),
    )
    .map(([length, chars]) => chars.join('').slice(0, length).trim() || (min ? '反' : ''))

describe('a leaflet', () => {
  it.each(SIZES)('of size %i has room for every text of every legal length', (size) => {
    const texts = fc.record({
      hook: text(HOOK_MAX, 1),
      says: fc.constantFrom(...Object.values(LEAFLET_DESIGNS).map(({ says }) => says)),
      rulesFirst: fc.boolean(),
      alliance: text(STATION_LENGTHS.allianceName, 1),
      title: text(TITLE_MAX, 1),
      slogan: text(SLOGAN_MAX),
      station: text(STATION_LENGTHS.name, 1),
      telephone: text(STATION_LENGTHS.telephone),
      address: text(STATION_LENGTHS.address),
      url: fc.constantFrom(
        'a.cn/s/9C5UR2W',
        '192.168.100.200:3000/s/9C5UR2W',
        'fanzha.police.jinyun.lishui.zhejiang.example.gov.cn/s/9C5UR2W',
      ),
    })
    fc.assert(
      fc.property(texts, (all) => {
        const plan = planLeaflet(all, size)
        expect(plan.fits).toBe(true)
        const { says, slogan, ...sizes } = plan.sizes
        const spoken = size !== 8 && plan.art > 0
        expect(Math.min(...Object.values(sizes), slogan, spoken ? says : Infinity) * plan.unit).toBeGreaterThan(
          TYPE_MIN,
        )
      }),
      { numRuns: 250 },
    )
  })

  it.each(SIZES)('of size %i shows everything where the texts are of usual length', (size) => {
    for (const [design, { says, hooks }] of Object.entries(LEAFLET_DESIGNS))
      for (const hook of hooks) {
        expect(hookText(hook)).toBe(hook)
        const plan = planLeaflet(
          {
            hook,
            says,
            rulesFirst: design === 'rules',
            alliance: '城南社区反诈联盟',
            title: '冬季反诈宣传进社区活动',
            slogan: '十条消息，您分得清真假吗？',
            station: '城南社区警务室',
            telephone: '0578-3141592',
            address: '缙云县五云街道迎晖路 12 号',
            url: '192.168.100.200:3000/s/9C5UR2W',
          },
          size,
        )
        expect(plan).toMatchObject({ fits: true, title: true, slogan: true, url: expect.any(String) })
        expect(plan.art).toBeGreaterThan(0)
        if (size !== 8 && design === 'rules') expect(plan.rules, hook).toBe(true)
      }
  })

  it('fills its sheet', () => {
    for (const [count, { width, height }] of Object.entries(LEAFLET_SIZES))
      expect(width * height * Number(count)).toBeCloseTo(210 * 297)
  })
})

describe('the estimate of a text', () => {
  it('breaks lines as a browser does', () => {
    expect(linesOf('', 10)).toBe(1)
    expect(linesOf('十个字十个字十个字十', 10.2)).toBe(1)
    expect(linesOf('十个字十个字十个字十个', 10.2)).toBe(2)
    // Punctuation goes with its character to the next line.
    expect(linesOf('十个字十个字十个字十，', 10.2)).toBe(2)
    // A word is kept whole where it fits on a line, and broken where not.
    expect(linesOf('反诈反诈反 antifraud', 8)).toBe(2)
    expect(linesOf('W'.repeat(20), 10)).toBe(3)
  })

  it('keeps the numbers of a telephone whole', () => {
    const numbers = telephonesOf('0571-88886666转8、0571-88886667')
    expect(numbers).toEqual(['0571-88886666转8、', '0571-88886667'])
    expect([telephonesOf('110'), telephonesOf('1,2,')]).toEqual([['110'], ['1,', '2,']])
    expect(linesOf('甲　电话 ', 26, numbers)).toBe(1)
    expect(linesOf('甲　电话 ', 18, numbers)).toBe(2)
    expect(linesOf('甲　电话 ', 13, numbers)).toBe(3)
    // Wider than a line: on lines of its own.
    expect(linesOf('甲　电话 ', 6, numbers.slice(1))).toBe(3)
  })

  it('keeps words whole, with their punctuation', () => {
    expect(wordsOf('城南街道2026年冬季“守好钱袋子”反诈进小区宣传月')).toEqual(
      '城南 街道 2026年 冬季 “守好 钱袋子” 反诈进 小区 宣传月'.split(' '),
    )
    expect(wordsOf('十条消息，真假吗？')).toEqual(['十条', '消息，', '真假吗？'])
    // 反诈进小 | 区宣传月 would fit.
    expect([linesOf('反诈进小区宣传月', 4.1), wordLines('反诈进小区宣传月', 4.1)]).toEqual([2, 3])
    fc.assert(fc.property(text(40), (any) => wordsOf(any).join('') === any))
  })

  it('keeps phrases whole', () => {
    expect(phrasesOf('这条短信，您会点开吗？')).toEqual(['这条短信，', '您会点开吗？'])
    expect(phrasesOf('“您涉嫌洗钱”，您慌吗？').join('')).toBe('“您涉嫌洗钱”，您慌吗？')
    expect(phrasesOf('192.168.1.20:3000/s/9C5UR2W')).toEqual(['192.168.1.20:3000', '/s/9C5UR2W'])
    expect(phraseLines('这条短信，您会点开吗？', 8)).toBe(2)
    expect(phraseLines('这条短信，您会点开吗？', 12)).toBe(1)
    expect(phraseLines('没有标点的一句很长的话还没有完', 8.2)).toBe(2)
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('反', '，', '？', '”', '/', 's', ' ') }),
        (any) => phrasesOf(any).join('') === any,
      ),
    )
  })

  it('adds up', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => Math.abs(textWidth(a + b) - textWidth(a) - textWidth(b)) < 1e-9),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { amountsOf, cuesOfOption, cuesOfScene, wordsOf } from '#shared/content/check/cues.ts'
import { guesses, isTell, tail, type Case } from '#shared/content/check/guess.ts'
import { repeatedShare } from '#shared/content/check/lesson.ts'

/** A repeatable sequence of numbers from 0 to below 1. */
function sequence(seed: number) {
  let state = seed
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}
/** Cases in groups of ten, half of each kind, with cues by number and kind. */
const bank = (count: number, cuesOf: (i: number, yes: boolean) => { cues?: [string, number][]; words?: string[] }) =>
  Array.from({ length: count }, (_, i): Case => {
    const yes = i % 2 === 0
    const { cues = [], words = [] } = cuesOf(i, yes)
    return { group: `g${Math.floor(i / 10)}`, yes, cues: new Map(cues), words: new Set(words) }
  })
const tells = (cases: Case[]) => guesses(cases, 20).filter(isTell)
const figures = (cases: Case[]) => Object.fromEntries(guesses(cases, 20).map(({ cue, accuracy }) => [cue, accuracy]))

describe('a single cue', () => {
  it('that is larger on one side tells, in whichever direction', () => {
    for (const sign of [1, -1]) {
      const cases = bank(100, (i, yes) => ({ cues: [['元', (i % 25) * 10 + (yes ? 200 * sign : 0)]] }))
      expect(figures(cases)['元']).toBeGreaterThan(0.65)
      expect(tells(cases).map(({ cue }) => cue)).toEqual(['元'])
    }
    expect(tells(bank(100, (i) => ({ cues: [['元', (i % 25) * 10]] })))).toEqual([])
  })

  it('is judged by cases that it was not learned from', () => {
    // Each group shows its own word, and always on one side: of no use in any other group.
    const cases = bank(100, (i, yes) => ({ words: yes ? [`w${Math.floor(i / 10)}`] : [] }))
    const own = guesses(
      bank(100, (i, yes) => ({ words: yes && i < 20 ? ['字'] : [] })),
      20,
    )
    expect(tells(cases)).toEqual([])
    expect(own[0]!.accuracy).toBeLessThanOrEqual(0.6)
    // The same word everywhere is of use.
    expect(tells(bank(100, (i, yes) => ({ words: yes && i % 4 < 2 ? ['字'] : [] }))).map(({ cue }) => cue)).toEqual([
      '字',
    ])
  })

  it('counts both kinds alike, so that calling everything the larger kind gains nothing', () => {
    const cases = bank(100, (i) => ({ cues: [['同', 1]], words: i % 7 ? ['字'] : [] })).map((each, i) => ({
      ...each,
      yes: i % 5 === 0,
    }))
    expect(figures(cases)['同']).toBe(0.5)
  })

  it('that is rare tells where it is shown, if it is on one side only', () => {
    const shown = (count: number, other: number) =>
      tells(bank(110, (i, yes) => ({ words: yes ? (i / 2 < count ? ['字'] : []) : (i - 1) / 2 < other ? ['字'] : [] })))
    expect(shown(10, 0)).toMatchObject([{ cue: '字', shown: { yes: 10, no: 0 } }])
    expect(shown(10, 0)[0]!.accuracy).toBeLessThan(0.65)
    expect(shown(7, 3)).toEqual([])
    expect(shown(5, 0)).toEqual([])
  })

  it('with a name may not be over three quarters on one side', () => {
    const named = (wrong: number, right: number) =>
      tells(
        Array.from({ length: 240 }, (_, i): Case => {
          const yes = i < 60
          const on = yes ? i < right : i - 60 < wrong
          return { group: `g${i % 20}`, yes, cues: new Map([['都', Number(on)]]), words: new Set() }
        }),
      )
    expect(named(30, 3)).toMatchObject([{ cue: '都', shown: { yes: 3, no: 30 } }])
    expect(named(24, 5)).toEqual([])
    expect(named(9, 1)).toEqual([])
  })

  it('gets more room where fewer cases make chance larger', () => {
    const most = (count: number) =>
      guesses(
        bank(count, (i) => ({ cues: [['元', i % 3]], words: ['字'] })),
        20,
      )
    expect(most(20).map((each) => Number(each.most.toFixed(3)))).toEqual(expect.arrayContaining([0.724, 0.835]))
    expect(most(200).map((each) => each.most)).toEqual([0.65, 0.65])
    expect(
      guesses(
        bank(19, () => ({ words: ['字'] })),
        20,
      ),
    ).toEqual([])
  })

  it('is not found in noise more than once or twice', () => {
    const found = [1, 2, 3, 4, 5, 6].map((seed) => {
      const random = sequence(seed * 7919)
      const rates = Array.from({ length: 400 }, () => 0.06 + 0.4 * random())
      const noise = bank(110, () => ({
        cues: [['元', Math.floor(random() * 5000)]],
        words: rates.flatMap((rate, i) => (random() < rate ? [`w${i}`] : [])),
      }))
      return tells(noise).length
    })
    expect(Math.max(...found)).toBeLessThanOrEqual(6)
    expect(found.reduce((sum, each) => sum + each, 0) / found.length).toBeLessThanOrEqual(3)
  })

  it('has a probability', () => {
    expect(tail(8, 8, 0.5)).toBeCloseTo(1 / 256)
    expect(tail(0, 8, 0.5)).toBeCloseTo(1)
    expect(tail(9, 10, 0.5)).toBeCloseTo(11 / 1024)
  })
})

describe('what is seen', () => {
  it('is every amount of money, and nothing else', () => {
    expect(amountsOf('先转3万元，再付1.6万，送20块，共86000元')).toEqual([30_000, 16_000, 20, 86_000])
    expect(amountsOf('第100万位读者，5点，20日，尾号6125')).toEqual([])
  })

  it('is every run of characters, numbers and addresses as one', () => {
    expect([...wordsOf('付30元')]).toEqual(['“付”', '“付#”', '“付#元”', '“#”', '“#元”', '“元”'])
    expect(wordsOf('点 www.a.example 领').has('“点 @ ”')).toBe(true)
    expect(wordsOf('甲', '备注')).toEqual(new Set(['备注“甲”']))
  })

  it('is the channel, the sender and the marks of a message', () => {
    const cues = cuesOfScene(
      {
        channel: 'sms',
        sender: { name: '106****2233', avatar: '通' },
        messages: [
          { from: 'them', text: '今晚8点前到 www.a.example 付300元。' },
          { from: 'me', text: '好。' },
        ],
      },
      ['sms', 'chat'],
    )
    expect(Object.fromEntries(cues)).toMatchObject({
      '来自 sms': 1,
      '来自 chat': 0,
      最大的金额: 300,
      网址的个数: 1,
      写着几点: 1,
      写着今天或今晚: 1,
      有备注: 0,
      发送人是号码: 1,
      消息条数: 2,
      自己回了几句: 1,
    })
  })

  it('is an option beside the others', () => {
    const all = ['一律不信', '问一问家里人', '信']
    expect(Object.fromEntries(cuesOfOption('一律不信', all))).toMatchObject({
      '说得绝对（都、一律、就是……）': 1,
      是最长的: 0,
      写在第几个: 1,
    })
    expect(Object.fromEntries(cuesOfOption('信', all))).toMatchObject({ 是最短的: 1, 写在第几个: 3 })
  })
})

describe('the share that a lesson repeats', () => {
  const lesson = { title: '例', script: [{ text: '有一笔合作款今天必须付。' }], sources: [{ title: '请问您在哪里' }] }
  it('counts runs of four characters, whatever the marks and numbers', () => {
    expect(repeatedShare('有一笔，合作款今天，必须付', lesson)).toBe(1)
    expect(repeatedShare('有一笔3000合作款', lesson)).toBe(1)
    expect(repeatedShare('今天下雨，改天再来', lesson)).toBe(0)
    expect(repeatedShare('请问您在哪里', lesson)).toBe(0)
  })
})

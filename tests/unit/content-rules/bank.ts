import { describe, expect, it } from 'vitest'
import type { ContentFile, Problem } from '#shared/content/check/problem.ts'
import {
  BALANCED,
  copies,
  DRILLS,
  edit,
  LAW,
  PANEL,
  problemsOf,
  SCAM,
  SCENARIO,
  SIX,
  TWELVE,
} from '../../fixtures/content-files.ts'
import { note, check, short, JUDGE, MULTIPLE, SINGLE } from './checking.ts'

describe('the bank', () => {
  const bank = (...files: ContentFile[]) => note(problemsOf([SCAM, LAW, ...files]))
  const rules = (problems: Problem[]) => problems.map(short)

  it('shows nothing twice', () => {
    for (const file of [JUDGE, ...DRILLS]) {
      expect(
        rules(
          check({ path: file.path.replace('.yml', '2.yml'), text: file.text.replace('cues: 2', 'cues: 3') }),
        ).filter((each) => each.endsWith('duplicate')),
      ).toEqual([`${file.path.replace('.yml', '2.yml')} duplicate`])
    }
  })

  it('is balanced', () => {
    expect(rules(bank(...BALANCED.slice(0, 1)))).toEqual(['items/demo balance', 'items balance'])
    expect(rules(bank(...BALANCED, ...copies({ gp: 'scam' }, '', '明天也有效')))).toEqual(['items balance'])
    const ranked = edit(SCAM, 'badge: 示', 'badge: 示\nrank: 1')
    expect(rules(note(problemsOf([ranked, LAW, ...BALANCED.slice(0, 4)])))).toEqual([
      'items/demo balance',
      'items/demo balance',
    ])
  })

  it('tells nothing by length', () => {
    expect(rules(bank(...copies(SIX, '今天有效，明天也有效，后天还是有效，什么时候来都可以')))).toEqual([
      'items length',
    ])
  })

  it('tells nothing by a cue on the surface', () => {
    expect(rules(bank(...copies(TWELVE, '请看一看', '真的！请看')))).toEqual(['items tell'])
  })

  describe('of which a cue tells too much', () => {
    const PLACES = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉']
    const suffix = (i: number) => `${String.fromCodePoint(97 + (i % 20))}${'gt'[Math.floor(i / 20)]}`
    /** Forty items, each with a text of its own kind and number. */
    const forty = (textOf: (truth: 'scam' | 'genuine', i: number) => string) =>
      Array.from({ length: 40 }, (_, i): ContentFile => {
        const truth = i % 2 ? 'scam' : 'genuine'
        const text = JUDGE.text
          .replace('truth: scam', `truth: ${truth}`)
          .replace('领取', `到${PLACES[i % 20]}${'东西'[Math.floor(i / 20)]}领取`)
          .replace('，今天有效。', `，${textOf(truth, i)}，今天有效。`)
        return { path: `items/demo/demo-${suffix(i)}.yml`, text }
      })
    const told = (...files: ContentFile[]) => bank(...files).map(({ rule, message }) => `${rule} ${message}`)

    it('is named with its figures', () => {
      expect(told(...forty((_, i) => `付${100 + 10 * Math.floor(i / 2)}元`))).toEqual([])
      expect(told(...forty((truth, i) => `付${100 + 10 * (i % 20) + (truth === 'scam' ? 150 : 0)}元`))).toEqual(
        expect.arrayContaining([expect.stringMatching(/^surface 辨真假，最大的金额：单凭它能猜对 [789]/)]),
      )
      expect(told(...forty((truth, i) => (truth === 'scam' && i % 4 === 1 ? '快来快来' : '请来看看')))).toEqual(
        expect.arrayContaining([expect.stringMatching(/^surface 辨真假，“快来快来”：.*骗局 10、真消息 0/)]),
      )
    })

    it('is found in the choices of scenarios as well', () => {
      // Eight stories of twelve choices each.
      const stories = (textOf: (verdict: string, name: string) => string) =>
        [...'abcdefgh'].map((letter, story): ContentFile => {
          let count = 0
          const text = SCENARIO.text.replace(/\{ text: [^,]+(?:，[^,]+)?, verdict: (\w+)/g, (_, verdict: string) => {
            const name = `${PLACES[story]}${PLACES[8 + ((story + count++) % 12)]}`
            return `{ text: ${textOf(verdict, name)}, verdict: ${verdict}`
          })
          // The safe choice stands first in one half of them.
          const placed = story % 2 ? text.replace(/( {6}- \{ text.*\n)( {6}- \{ text.*\n)/g, '$2$1') : text
          return { path: `scenarios/demo-${letter}.yml`, text: placed }
        })
      const choices = (textOf: (verdict: string, name: string) => string) =>
        told(...BALANCED, ...stories(textOf)).filter((each) => each.startsWith('surface'))
      expect(choices((_, name) => `${name}去办`)).toEqual([])
      expect(choices((verdict, name) => `${name}去${verdict === 'safe' ? '打听' : '照办'}`)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^surface 情景里的选项，“去打听”：.*能猜对 100%，稳当 48、不稳当 0/),
        ]),
      )
    })

    it('may not be the number of right answers', () => {
      const asked = (right: (i: number) => number) =>
        Array.from({ length: 12 }, (_, i): ContentFile => {
          const options = ['打官方的电话', '到窗口当面问', '点短信里的链接', '问发短信的人'].map(
            (text, at) => `  - { text: ${PLACES[i]}${text}, right: ${at < right(i)}, why: 这是例子。 }`,
          )
          const text = MULTIPLE.text
            .replace('question: ', `question: ${PLACES[i]}：`)
            .replace(/options:\n(?: {2}- .*\n)+/, `options:\n${options.join('\n')}\n`)
          return { path: `items/demo/demo-mu${String.fromCodePoint(97 + i)}.yml`, text }
        })
      const counts = (right: (i: number) => number) =>
        told(...BALANCED, ...asked(right)).filter((each) => each.includes('数目'))
      expect(counts((i) => 2 + (i % 2))).toEqual([])
      expect(counts((i) => (i < 5 ? 2 : 3))).toEqual(['surface 12 道多选题里有 7 道恰好对 3 处，数目会泄露答案'])
    })
  })

  it('does not repeat its lesson', () => {
    const words = '您的包裹在我们这里丢了'
    const lesson = edit(SCAM, 'text: 请转账。', `text: ${words}。`)
    expect(rules(bank(...BALANCED).filter(({ rule }) => rule === 'lesson-copy'))).toEqual([])
    const copied = { ...JUDGE, text: JUDGE.text.replace(/text: 请点.*/, `text: ${words}，今天有效。`) }
    expect(rules(note(problemsOf([lesson, LAW, ...BALANCED.slice(1), copied])))).toEqual([`${copied.path} lesson-copy`])
  })

  it('tells nothing by ids', () => {
    expect(rules(bank(...BALANCED.slice(1), { ...JUDGE, path: 'items/demo/demo-real.yml' }))).toEqual([
      'items/demo/demo-real.yml id-betrays',
    ])
    expect(
      rules(bank(...copies({ aw: 'scam', bk: 'scam', cz: 'scam', dq: 'genuine', em: 'genuine', fy: 'genuine' }))),
    ).toEqual(['items/demo id-betrays'])
  })

  it.each([
    ['longest', '不垫钱的活才是正经活', '最长'],
    ['shortest', '走', '最短'],
  ])('tells nothing by the %s option', (_, right, message) => {
    const asked = (count: number, outstanding: number) =>
      Array.from({ length: count }, (__, i): ContentFile => ({
        path: `items/demo/demo-sg${String.fromCodePoint(97 + i)}.yml`,
        text: SINGLE.text
          .replace('question: ', `question: ${'甲乙丙丁戊己庚辛壬癸子丑寅卯'[i]}：`)
          .replace('text: 不垫钱的', `text: ${i < outstanding ? `${right}呀` : '不垫钱的呀'}`)
          .replace('text: 先垫再说', 'text: 先垫了再说'),
      }))
    expect(rules(bank(...BALANCED, ...asked(12, 6)))).toEqual([])
    const found = bank(...BALANCED, ...asked(12, 7))
    expect(rules(found)).toEqual(['items option-length'])
    expect(found[0]!.message).toContain(message)
    // Too few items are not reported.
    expect(rules(bank(...BALANCED, ...asked(11, 11)))).toEqual([])
  })

  it('has one type in each place of the list', () => {
    const ranked = (id: string, rank: number) => ({
      path: `scams/${id}.yml`,
      text: SCAM.text.replace('badge: 示', `badge: 示\nrank: ${rank}`),
    })
    const found = (...files: ContentFile[]) =>
      rules(note(problemsOf([LAW, ...files, ...BALANCED]))).filter((each) => each.endsWith('rank'))
    expect(found(ranked('demo', 1), ranked('other', 2))).toEqual([])
    expect(found(ranked('demo', 1), ranked('other', 1))).toEqual(['scams/other.yml rank'])
    expect(found(ranked('demo', 1), ranked('other', 3))).toEqual(['scams rank'])
  })

  it('has one panel in each place of the walk', () => {
    expect(rules(check({ ...PANEL, path: 'panels/other.yml' }))).toEqual(['panels/other.yml order'])
  })
})

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
  SIX,
  TWELVE,
} from '../../fixtures/content-files.ts'
import { note, check, short, JUDGE, SINGLE } from './checking.ts'

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

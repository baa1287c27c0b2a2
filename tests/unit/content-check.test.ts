import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkContent, type ContentFile } from '#shared/content/check.ts'

const read = (path: string): ContentFile =>
  ({ path, text: readFileSync(new URL(`../fixtures/content/${path}`, import.meta.url), 'utf8') })
const SCAM = read('scams/demo.yml')
const ITEM = read('items/demo/demo-qk.yml')
const OPTIONS = { today: '2026-12-01', pictures: new Set(['/scams/demo.svg']) }

const edit = (file: ContentFile, from: string | RegExp, to: string): ContentFile => {
  const text = file.text.replace(from, to)
  if (text === file.text) throw new Error(`the fixture no longer holds ${from}`)
  return { ...file, text }
}
/** Copies of the item with the ids `demo-<suffix>`. */
const copies = (truths: Record<string, 'scam' | 'genuine'>, text = '今天有效'): ContentFile[] =>
  Object.entries(truths).map(([suffix, truth]) => ({
    path: `items/demo/demo-${suffix}.yml`,
    text: ITEM.text.replace('truth: scam', `truth: ${truth}`).replace('今天有效。', truth === 'genuine' ? `${text}。` : '今天有效。'),
  }))
// Three of each in mixed order: a bank that breaks no rule about the whole.
const BALANCED = copies({ aw: 'scam', bk: 'genuine', cz: 'genuine', dq: 'scam', em: 'scam', fy: 'genuine' })
const problems = (...files: ContentFile[]) => checkContent(files, OPTIONS).problems
/** Problems of one file of an otherwise sound bank. */
const alone = (item: ContentFile, scam = SCAM) =>
  problems(scam, ...BALANCED.slice(1), item).filter(({ file }) => file === item.path)
const asItem = (from: string | RegExp, to: string) => alone({ ...edit(ITEM, from, to), path: 'items/demo/demo-aw.yml' })

describe('a sound bank', () => {
  it('has no problem', () => {
    expect(problems(SCAM, ...BALANCED)).toEqual([])
  })
})

describe('one file', () => {
  it('that is no YAML is named with its line', () => {
    expect(asItem('scamType: demo', 'scamType: [demo')).toMatchObject([{ rule: 'yaml' }])
  })

  it('with a field of the wrong shape is named with field and line, in Chinese', () => {
    const [problem, ...rest] = asItem('channel: sms', 'channel: fax')
    expect(rest).toEqual([])
    expect(problem).toMatchObject({ rule: 'schema', file: 'items/demo/demo-aw.yml', line: 4 })
    expect(problem!.message).toMatch(/^channel：无效/)
  })

  it('with a missing field points at the nearest line there is', () => {
    expect(asItem('    why: 不给你时间去核实。\n', '')).toMatchObject([{ rule: 'schema', line: 11, message: expect.stringMatching(/^flags\.0\.why：/) }])
  })

  it('may not name an unknown scam type or lie in another folder', () => {
    expect(asItem('scamType: demo', 'scamType: other').map(({ rule, line }) => [rule, line])).toEqual([['unknown-scam-type', 2], ['place', 2]])
  })

  it('may not quote words that are not in the message', () => {
    expect(asItem('quote: 今天有效', 'quote: 明天有效')).toMatchObject([{ rule: 'quote', line: 12 }])
    expect(asItem('in: 0', 'in: 3')).toMatchObject([{ rule: 'quote', line: 11 }])
  })

  it('expires on the day after its last day', () => {
    const files = [SCAM, ...BALANCED]
    expect(checkContent(files, { ...OPTIONS, today: '2027-11-23' }).problems).toEqual([])
    expect(checkContent(files, { ...OPTIONS, today: '2027-11-24' }).problems.map(({ rule }) => rule)).toEqual(Array(7).fill('expired'))
  })

  it('may not be reviewed after it expires', () => {
    expect(asItem('reviewed: \'2026-11-23\'', 'reviewed: \'2027-12-01\'')).toMatchObject([{ rule: 'review-order' }])
  })

  it('does not name other readers beside everyone', () => {
    expect(asItem('[everyone]', '[everyone, elder]')).toMatchObject([{ rule: 'audience', line: 5 }])
  })

  it.each([
    ['punctuation', '今天有效。', '今天有效,'],
    ['link', 'lingqu.example', 'lingqu.cn'],
    ['phone', '170****1234', '17012341234'],
    ['english', '领取', 'click'],
  ])('with a wording problem (%s) is found at its line', (rule, from, to) => {
    expect(asItem(from, to)).toMatchObject([{ rule, line: rule === 'phone' ? 6 : 9 }])
  })

  it('needs its picture', () => {
    expect(problems(edit(SCAM, 'demo.svg', 'gone.svg'), ...BALANCED)).toMatchObject([{ rule: 'picture', file: 'scams/demo.yml', line: 4 }])
  })
})

describe('the bank', () => {
  it('holds every id once', () => {
    const twin = { ...BALANCED[0]!, path: 'items/demo/more/demo-aw.yml' }
    expect(problems(SCAM, ...BALANCED, twin, { ...BALANCED[1]!, path: 'items/demo/demo-gt.yml' }))
      .toMatchObject([{ rule: 'duplicate-id', file: twin.path }])
  })

  it('does not betray the answer by a word in an id', () => {
    const { problems: found } = checkContent([SCAM, ...BALANCED.slice(1), { ...BALANCED[0]!, path: 'items/demo/demo-real.yml' }], OPTIONS)
    expect(found).toMatchObject([{ rule: 'id-betrays', file: 'items/demo/demo-real.yml' }])
  })

  it('does not betray the answer by the order of ids', () => {
    const sorted = copies({ aw: 'scam', bk: 'scam', cz: 'scam', dq: 'genuine', em: 'genuine', fy: 'genuine' })
    expect(problems(SCAM, ...sorted)).toMatchObject([{ rule: 'id-betrays', file: 'items/demo' }])
  })

  it('has at least three of each truth for a frequent type', () => {
    const ranked = edit(SCAM, 'badge: 示', 'badge: 示\nrank: 1')
    expect(problems(ranked, ...BALANCED)).toEqual([])
    expect(problems(ranked, ...BALANCED.slice(0, 4))).toMatchObject([{ rule: 'balance' }, { rule: 'balance' }])
  })

  it('is half genuine, within a tenth', () => {
    expect(problems(SCAM, ...BALANCED, ...copies({ gp: 'scam' }))).toMatchObject([{ rule: 'balance', file: 'items' }])
  })

  it('does not betray the answer by length', () => {
    const long = copies({ aw: 'scam', bk: 'genuine', cz: 'genuine', dq: 'scam', em: 'scam', fy: 'genuine' }, '今天有效，明天也有效，后天还是有效，什么时候来都可以')
    expect(problems(SCAM, ...long)).toMatchObject([{ rule: 'length' }])
  })
})

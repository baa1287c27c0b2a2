import { describe, expect, it } from 'vitest'
import { checkContent } from '#shared/content/check/content.ts'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { BALANCED, copies, edit, ITEM, LAW, OPTIONS, SCAM, SIX, TWELVE } from '../fixtures/content-files.ts'

const problems = (...files: ContentFile[]) => checkContent(files.length ? [LAW, ...files] : [], OPTIONS).problems
/** Problems of one file of an otherwise sound bank. */
const alone = (item: ContentFile, scam = SCAM) =>
  problems(scam, ...BALANCED.slice(1), item).filter(({ file }) => file === item.path)
const asItem = (from: string | RegExp, to: string) => alone({ ...edit(ITEM, from, to), path: 'items/demo/demo-aw.yml' })

describe('a sound bank', () => {
  it('has no problem', () => {
    expect(problems(SCAM, ...BALANCED)).toEqual([])
    expect(problems(SCAM, ...copies(TWELVE))).toEqual([])
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
    expect(asItem('    why: 不给您时间去核实。\n', '')).toMatchObject([
      { rule: 'schema', line: 11, message: expect.stringMatching(/^flags\.0\.why：/) },
    ])
  })

  it('may not name an unknown scam type or lie in another folder', () => {
    expect(asItem('scamType: demo', 'scamType: other').map(({ rule, line }) => [rule, line])).toEqual([
      ['unknown-scam-type', 2],
      ['place', 2],
    ])
  })

  it('may not quote words that are not in the message', () => {
    expect(asItem('quote: 今天有效', 'quote: 明天有效')).toMatchObject([{ rule: 'quote', line: 12 }])
    expect(asItem('in: 0', 'in: 3')).toMatchObject([{ rule: 'quote', line: 11 }])
  })

  it('expires on the day after its last day', () => {
    const files = [SCAM, LAW, ...BALANCED]
    expect(checkContent(files, { ...OPTIONS, today: '2027-11-23' }).problems).toEqual([])
    expect(checkContent(files, { ...OPTIONS, today: '2027-11-24' }).problems.map(({ rule }) => rule)).toEqual(
      Array(8).fill('expired'),
    )
  })

  it('may not be reviewed after it expires', () => {
    expect(asItem("expires: '2027-11-23'", "expires: '2026-11-22'").map(({ rule }) => rule)).toEqual([
      'expired',
      'review-order',
    ])
  })

  it('may not be reviewed in the future', () => {
    expect(asItem("reviewed: '2026-11-23'", "reviewed: '2026-12-01'")).toEqual([])
    expect(asItem("reviewed: '2026-11-23'", "reviewed: '2026-12-02'")).toMatchObject([
      { rule: 'review-order', line: 20 },
    ])
  })

  it('is looked at again within two years', () => {
    expect(asItem("expires: '2027-11-23'", "expires: '2028-11-23'")).toEqual([])
    expect(asItem("expires: '2027-11-23'", "expires: '2028-11-24'")).toMatchObject([{ rule: 'term', line: 21 }])
  })

  it.each(['2027-02-31', '2027-11-31', '2027-02-29'])('may not name a day that no calendar has (%s)', (day) => {
    expect(asItem("expires: '2027-11-23'", `expires: '${day}'`)).toMatchObject([
      { rule: 'schema', message: expect.stringContaining('日历') },
    ])
    expect(asItem("expires: '2027-11-23'", "expires: '2028-02-29'")).toEqual([])
  })

  it('may not hold a field that nobody reads, on any level', () => {
    expect(asItem('version: 1', 'version: 1\nhint: 小提示')).toMatchObject([
      { rule: 'schema', message: expect.stringContaining('hint') },
    ])
    expect(asItem('from: them', 'from: them\n    note: 小提示')).toMatchObject([
      { rule: 'schema', message: expect.stringContaining('note') },
    ])
    expect(asItem('title: 示例依据', 'title: 示例依据, page: 3')).toMatchObject([
      { rule: 'schema', message: expect.stringContaining('page') },
    ])
    expect(problems(edit(SCAM, 'badge: 示', 'badge: 示\nhint: 小提示'), ...BALANCED)).toMatchObject([
      { rule: 'schema', file: SCAM.path },
    ])
  })

  it('is reviewed by an officer or not yet', () => {
    expect(asItem('reviewer: pending', 'reviewer: officer')).toEqual([])
    expect(asItem('reviewer: pending', 'reviewer: docent')).toMatchObject([{ rule: 'schema', line: 19 }])
  })

  it('may not name a real bank or platform in what is made up', () => {
    expect(asItem('领取', '登录工商银行领取')).toMatchObject([
      { rule: 'brand', line: 9, message: expect.stringContaining('工商银行') },
    ])
    expect(asItem("name: '170****1234'", 'name: 支付宝客服')).toMatchObject([{ rule: 'brand', line: 6 }])
    expect(problems(edit(SCAM, 'text: 请转账。', 'text: 我是京东客服。'), ...BALANCED)).toMatchObject([
      { rule: 'brand', file: SCAM.path },
    ])
  })

  it('may not show a link or a number from 12381, which never sends any', () => {
    const warning = (text: string) =>
      alone({
        path: 'items/demo/demo-aw.yml',
        text: ITEM.text.replace("'170****1234'", "'12381'").replace('请点 http://lingqu.example 领取', text),
      })
    expect(warning('请不要转账，已转账请打110')).toEqual([])
    expect(warning('请看 www.yujing.example')).toMatchObject([{ rule: 'warning-sms', line: 9 }])
    expect(warning('请回电96110')).toMatchObject([{ rule: 'warning-sms', line: 9 }])
    expect(warning('请回电170****2286')).toMatchObject([{ rule: 'warning-sms', line: 9 }])
  })

  it('underlines only what the other side says', () => {
    expect(asItem('from: them', 'from: me')).toMatchObject([{ rule: 'own-line', line: 11 }])
  })

  it('underlines nothing twice', () => {
    const second = (quote: string) =>
      asItem('explanation:', `  - { in: 0, quote: ${quote}, sign: 又是一处, why: 这是第二处线索。 }\nexplanation:`)
    expect(second('领取')).toEqual([])
    expect(second('天有效')).toMatchObject([{ rule: 'overlap', line: 15 }])
    expect(second('今天有效')).toMatchObject([{ rule: 'overlap', line: 15 }])
  })

  it('says 您 to its readers', () => {
    expect(asItem('不给您时间', '不给你时间')).toMatchObject([{ rule: 'address', line: 14 }])
    expect(asItem('不给您时间去核实。', '说“等你”，就是不给时间。')).toEqual([])
    expect(problems(edit(SCAM, 'text: 他做对了。', 'text: 你做对了。'), ...BALANCED)).toMatchObject([
      { rule: 'address', file: SCAM.path },
    ])
    expect(problems(edit(SCAM, 'doNow: 挂断电话', 'doNow: 你先挂断电话'), ...BALANCED)).toMatchObject([
      { rule: 'address', file: SCAM.path },
    ])
  })

  it('lies where the site looks for it', () => {
    const moved = (path: string) => alone({ ...BALANCED[0]!, path })
    expect(moved('items/demo/demo-aw.yaml')).toMatchObject([{ rule: 'not-loaded' }])
    expect(moved('items/demo/more/demo-aw.yml')).toMatchObject([{ rule: 'not-loaded' }])
    expect(problems({ ...SCAM, path: 'scams/demo.yaml' }, ...BALANCED)).toContainEqual(
      expect.objectContaining({ rule: 'not-loaded', file: 'scams/demo.yaml' }),
    )
  })

  it('does not name other readers beside everyone', () => {
    expect(asItem('[everyone]', '[everyone, elder]')).toMatchObject([{ rule: 'audience', line: 5 }])
  })

  it.each([
    ['punctuation', '今天有效。', '今天有效,'],
    ['link', 'lingqu.example', 'lingqu.cn'],
    ['phone', '170****1234', '17012341234'],
    ['phone', '领取', '加QQ76543领取'],
    ['english', '领取', 'click'],
  ])('with a wording problem (%s) is found at its line', (rule, from, to) => {
    expect(asItem(from, to)).toMatchObject([{ rule, line: from === '170****1234' ? 6 : 9 }])
  })

  it('needs its picture', () => {
    expect(problems(edit(SCAM, 'demo.svg', 'gone.svg'), ...BALANCED)).toMatchObject([
      { rule: 'picture', file: 'scams/demo.yml', line: 4 },
    ])
  })
})

describe('the bank', () => {
  it('holds every id once', () => {
    const twin = { ...BALANCED[0]!, path: 'items/demo/more/demo-aw.yml' }
    expect(problems(SCAM, ...BALANCED, twin, { ...BALANCED[1]!, path: 'items/demo/demo-gt.yml' })).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ rule: 'duplicate-id', file: twin.path })]),
    )
  })

  it('holds no messages twice, word for word', () => {
    const again = {
      ...BALANCED[0]!,
      path: 'items/demo/demo-gt.yml',
      text: BALANCED[0]!.text.replace('cues: 2', 'cues: 3'),
    }
    expect(
      problems(SCAM, ...BALANCED.slice(0, 5), again, BALANCED[5]!).filter(({ rule }) => rule === 'duplicate'),
    ).toMatchObject([{ file: again.path }])
  })

  it('is not empty', () => {
    expect(problems()).toMatchObject([
      { rule: 'empty', file: 'scams' },
      { rule: 'empty', file: 'items' },
    ])
    expect(problems(...BALANCED).map(({ rule }) => rule)).toContain('empty')
  })

  it("has items of both truths for every type, in the ministry's list or not", () => {
    const other = { ...SCAM, path: 'scams/other.yml' }
    expect(problems(SCAM, other, ...BALANCED)).toMatchObject([
      { rule: 'balance', file: 'items/other' },
      { rule: 'balance', file: 'items/other' },
    ])
  })

  it('has one type in each place of the list', () => {
    const ranked = (path: string, rank: number) => ({
      path,
      text: SCAM.text.replace('badge: 示', `badge: 示\nrank: ${rank}`),
    })
    const ranks = (...files: ContentFile[]) => problems(...files, ...BALANCED).filter(({ rule }) => rule === 'rank')
    expect(ranks(ranked('scams/demo.yml', 1), ranked('scams/other.yml', 2))).toEqual([])
    expect(ranks(ranked('scams/demo.yml', 1), ranked('scams/other.yml', 1))).toMatchObject([
      { file: 'scams/other.yml' },
    ])
    expect(ranks(ranked('scams/demo.yml', 1), ranked('scams/other.yml', 3))).toMatchObject([{ file: 'scams' }])
  })

  it.each([
    ['消息里有金额', '，赔200元', '，请看一看'],
    ['消息里写着几月几日', '，请看一看', '，本月28日'],
    ['消息里有感叹号', '，真的！请看', '，请看一看'],
  ])('does not betray the answer by a surface cue (%s)', (cue, ofScam, ofGenuine) => {
    const bank = copies(TWELVE, ofGenuine.slice(1), ofScam.slice(1))
    expect(problems(SCAM, ...bank)).toMatchObject([
      { rule: 'tell', file: 'items', message: expect.stringMatching(new RegExp(`^${cue}：`)) },
    ])
    // Five against none may be chance.
    expect(problems(SCAM, ...copies(SIX, ofGenuine.slice(1), ofScam.slice(1)))).toEqual([])
  })

  it('does not betray the answer by the sender', () => {
    const bank = (name: string, note?: string) =>
      copies(TWELVE).map((file) =>
        file.text.includes('truth: scam')
          ? {
              ...file,
              text: file.text.replace("name: '170****1234'", note ? `name: ${name}, note: ${note}` : `name: ${name}`),
            }
          : file,
      )
    const tells = (files: ContentFile[]) =>
      problems(SCAM, ...files).map(({ rule, message }) => [rule, message.split('：')[0]])
    expect(tells(bank("'170****1234'", '陌生号码'))).toContainEqual(['tell', '备注是“陌生号码”'])
    expect(tells(bank("'106****1234'"))).toContainEqual(['tell', '号码以 106 开头'])
    expect(tells(bank('“老王”'))).toContainEqual(['tell', '发送人带引号或括号'])
    expect(tells(bank('www.lingqu.example'))).toContainEqual(['tell', '发送人是网址'])
  })

  it('does not betray the answer by a link', () => {
    const bank = copies(TWELVE).map((file) =>
      file.text.includes('truth: genuine')
        ? { ...file, text: file.text.replace('http://lingqu.example', '自己的软件') }
        : file,
    )
    expect(problems(SCAM, ...bank).map(({ message }) => message.split('：')[0])).toEqual(
      expect.arrayContaining(['消息里有网址', '消息里有 http 网址', '消息或发送人里有网址']),
    )
  })

  it('does not betray the answer by a word in an id', () => {
    const { problems: found } = checkContent(
      [SCAM, LAW, ...BALANCED.slice(1), { ...BALANCED[0]!, path: 'items/demo/demo-real.yml' }],
      OPTIONS,
    )
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
    expect(problems(SCAM, ...BALANCED, ...copies({ gp: 'scam' }, '', '明天也有效'))).toMatchObject([
      { rule: 'balance', file: 'items' },
    ])
  })

  it('does not betray the answer by length', () => {
    const long = copies(SIX, '今天有效，明天也有效，后天还是有效，什么时候来都可以')
    expect(problems(SCAM, ...long)).toMatchObject([{ rule: 'length' }])
  })
})

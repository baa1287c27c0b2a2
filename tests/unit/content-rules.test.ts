/** Every rule is seen to fail once, on one change of a sound file, with the line it names. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { checkContent } from '#shared/content/check/content.ts'
import { isBroken, type ContentFile, type Problem } from '#shared/content/check/problem.ts'
import { checkGoals, GOALS } from '#shared/content/check/goals.ts'
import { checkSvg } from '#shared/content/check/svg.ts'
import { ITEM_TYPES } from '#shared/content/item.ts'
import {
  BALANCED,
  copies,
  DRILLS,
  edit,
  LAW,
  LIBRARY,
  OPTIONS,
  PANEL,
  problemsOf,
  SCAM,
  SCENARIO,
  SIX,
  TWELVE,
  withFiles,
} from '../fixtures/content-files.ts'

// Some check the library many times over.
vi.setConfig({ testTimeout: 30_000 })

/** Rules that this file has seen to fail, for the last test. */
const seen = new Map<string, Problem[]>()
const note = (problems: Problem[]) => {
  for (const problem of problems) seen.set(problem.rule, [...(seen.get(problem.rule) ?? []), problem])
  return problems
}
/**
 * Checks the library with some files in the place of others. The scenario, the longest of all, is left out where it
 * cannot matter.
 */
const check = (...files: ContentFile[]) => {
  const whole = !files.length || files.some(({ path }) => /^(?:scenarios|panels)\//.test(path))
  return note(problemsOf(withFiles(...files).filter((file) => whole || file !== SCENARIO)))
}
const short = ({ file, line, rule }: Problem) => `${file}${line ? `:${line}` : ''} ${rule}`

type Edit = [from: string | RegExp, to: string]
/** Line of the first line that holds some words. */
const lineOf = ({ text }: ContentFile, words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1
/** One file, changed: it breaks exactly this rule, on the first line that holds `at`. */
function breaks(file: ContentFile, edits: Edit[], rule: string, at: string, times = 1) {
  const broken = edits.reduce((changed, [from, to]) => edit(changed, from, to), file)
  const line = lineOf(broken, at)
  expect(line, `${file.path} holds ${at}`).toBeGreaterThan(0)
  expect(check(broken).map(short)).toEqual(Array(times).fill(`${file.path}:${line} ${rule}`))
}
const passes = (file: ContentFile, ...edits: Edit[]) =>
  expect(check(edits.reduce((changed, [from, to]) => edit(changed, from, to), file)).map(short)).toEqual([])

const [JUDGE] = BALANCED as [ContentFile]
const [SINGLE, MULTIPLE, ORDER, SPOT, ACT] = DRILLS as [ContentFile, ContentFile, ContentFile, ContentFile, ContentFile]

it('finds nothing in the sound library', () => {
  expect(check()).toEqual([])
})

describe('a file that cannot be read', () => {
  const swap = (text: string, path = 'laws/demo.yml') =>
    check({ path, text })
      .filter(({ file }) => file === path)
      .map(short)
  const first = (text: string) => swap(`${text}\n${LAW.text}`)[0]

  it.each<[string, ContentFile, Edit, string]>([
    ['an open bracket', JUDGE, ['scamType: demo', 'scamType: [demo'], 'truth'],
    ['a field twice', LAW, ['statute:', 'title: 银行卡不能出租\nstatute:'], 'title: 银行卡不能出租'],
    ['a tab', PANEL, ['audiences: [everyone]', 'audiences:\n\t- everyone'], '\t-'],
    ['an unknown tag', LAW, ['title: 银', 'title: !secret 银'], '!secret'],
    ['an anchor', LAW, ['title: 银', 'title: &a 银'], '&a'],
    ['an alias', LAW, [/text: .*/, 'text: *a'], '*a'],
    ['a second document', LAW, ['statute:', '---\nstatute:'], '---'],
    ['a document mark at the top', LAW, [/^/, '---\n'], '---'],
    ['a control character', LAW, ['title: 银', 'title: \u0000银'], '\u0000'],
    ['bytes that are no UTF-8', LAW, ['title: 银', 'title: \uFFFD'], '\uFFFD'],
  ])('is named with its line (%s)', (_, file, change, at) => {
    const broken = edit(file, ...change)
    const [problem] = check(broken).filter((each) => each.file === file.path)
    // A field twice and an open bracket are noticed a line later than they are made.
    expect([problem!.rule, Math.abs(problem!.line! - lineOf(broken, at)) <= 1]).toEqual(['yaml', true])
  })

  it.each<[string, string]>([
    [
      'a bomb of references',
      `a: &a [${'x,'.repeat(9)}x]\n${[...'bcdefgh'].map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}*a]`).join('\n')}`,
    ],
    ['a reference to itself', 'a: &a [*a]'],
    ['brackets in brackets', `a: ${'['.repeat(20_000)}`],
    ['maps in maps', Array.from({ length: 400 }, (__, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['a picture', '\u0089PNG\r\n\u001A\n\u0000\u0000\u0000\rIHDR'],
    ['UTF-16', [...LAW.text].join('\u0000')],
  ])('throws nothing and takes no time (%s)', (_, text) => {
    const begin = performance.now()
    const found = swap(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThan(20)
    expect(performance.now() - begin).toBeLessThan(5000)
  })

  it('is not even tried when it has 5 MB', () => {
    const begin = performance.now()
    expect(swap('- a: 1\n'.repeat(750_000))).toEqual(['laws/demo.yml yaml'])
    expect(swap(LAW.text.replace('text: ', `text: ${'a'.repeat(99_000)}`))).toContain(
      `laws/demo.yml:${lineOf(LAW, 'text:')} schema`,
    )
    expect(performance.now() - begin).toBeLessThan(5000)
  })

  it.each([
    ['nothing', ''],
    ['only a comment', '# 空的\n'],
    ['a list', '- 一条\n- 两条\n'],
    ['one word', '一句话'],
    ['a number', '110'],
  ])('says so for %s', (_, text) => {
    for (const { path } of [SCAM, LAW, PANEL, SCENARIO, JUDGE])
      expect(swap(text, path)).toContainEqual(expect.stringMatching(`^${path}(?::1)? schema$`))
  })

  it('reads Windows line ends and a byte order mark, as the site does', () => {
    expect(check({ ...LAW, text: `\uFEFF${LAW.text.replaceAll('\n', '\r\n')}` })).toEqual([])
    expect(check({ ...SCENARIO, text: SCENARIO.text.replaceAll('\n', '\r\n') })).toEqual([])
  })

  it('reports a wrong text on its own line with Windows line ends too', () => {
    const broken = edit(LAW, 'text: 银行卡', 'text: 银行卡!')
    expect(check({ ...broken, text: broken.text.replaceAll('\n', '\r\n') }).map(short)).toEqual([
      `laws/demo.yml:${lineOf(LAW, 'text:')} punctuation`,
    ])
  })

  it('names the first of many errors only', () => {
    expect(first('a: [')).toMatch(/^laws\/demo\.yml:\d+ yaml$/)
    expect(swap('['.repeat(5000))).toHaveLength(5)
  })
})

describe('a file of the wrong shape or in the wrong place', () => {
  it.each<[string, ContentFile, Edit[], string, string]>([
    ['a value that is not in the list', JUDGE, [['channel: sms', 'channel: fax']], 'schema', 'channel'],
    ['a field nobody reads', PANEL, [['order: 1', 'order: 1\nhint: 小提示']], 'schema', 'title'],
    ['a panel that leads outside', PANEL, [['to: /scams/demo', 'to: //evil.example']], 'schema', 'to:'],
    ['a node that is neither scene nor ending', SCENARIO, [['ending: lost', 'ending: won']], 'schema', 'ending: won'],
    [
      'a speaker of one’s own words',
      SCENARIO,
      [['from: them, text', 'from: me, by: 老何, text']],
      'schema',
      'by: 老何',
    ],
    ['a node with an odd name', SCENARIO, [['  task:', '  Task:']], 'schema', 'view: app'],
    ['a type that does not exist', JUDGE, [['scamType: demo', 'scamType: demos']], 'unknown-scam-type', 'scamType'],
    [
      'a scenario of an unknown type',
      SCENARIO,
      [['scamType: demo', 'scamType: demos']],
      'unknown-scam-type',
      'scamType',
    ],
    ['a law that does not exist', SCAM, [['laws: [demo]', 'laws: [demo, other]']], 'unknown-law', 'laws'],
    ['a scam without its picture', SCAM, [['demo.svg', 'gone.svg']], 'picture', 'picture'],
    ['a panel without its picture', PANEL, [['demo.svg', 'gone.svg']], 'picture', 'picture'],
    ['a panel that leads to no scam', PANEL, [['/scams/demo\n', '/scams/gone\n']], 'unknown-page', 'to:'],
    ['a panel that leads to no scenario', PANEL, [['/scams/demo\n', '/scenarios/gone\n']], 'unknown-page', 'to:'],
  ])('%s', (_, file, edits, rule, at) => {
    const broken = edits.reduce((changed, [from, to]) => edit(changed, from, to), file)
    const found = check(broken).filter((each) => each.file === file.path)
    expect(found.map(({ line, rule: own }) => [own, line])).toContainEqual([rule, lineOf(broken, at)])
    expect(found.every((each) => each.rule === rule || (rule === 'unknown-scam-type' && each.rule === 'place'))).toBe(
      true,
    )
  })

  it('leads to any page there is', () => {
    for (const to of ['/scenarios/demo', '/scams', '/scenarios', '/help', '/numbers', '/practice'])
      passes(PANEL, ['/scams/demo\n', `${to}\n`])
  })

  it('lies in the folder of its type, named after it', () => {
    expect(
      check({ ...SINGLE, path: 'items/other/demo-sg2.yml', text: SINGLE.text.replace('先垫再说', '先垫着') }).map(
        short,
      ),
    ).toContain('items/other/demo-sg2.yml:2 place')
    expect(
      check({ ...SINGLE, path: 'items/demo/sg2.yml', text: SINGLE.text.replace('先垫再说', '先垫着') }).map(short),
    ).toContain('items/demo/sg2.yml:2 place')
  })

  it('has a name that an address can hold', () => {
    for (const name of ['刷单', 'a b', 'Demo', 'a--b', 'a.b']) {
      expect(check({ ...LAW, path: `laws/${name}.yml` }).map(short)).toContain(`laws/${name}.yml file-name`)
    }
  })

  it('is seen by the site', () => {
    for (const path of [
      'laws/other.yaml',
      'laws/other.YML',
      'laws/deep/other.yml',
      'scenarios/deep/other.yml',
      'panels/a/other.yml',
      'items/other.yml',
      'items/demo/more/demo-aw.yml',
    ]) {
      expect(check({ ...LAW, path }).map(short)).toContain(`${path} not-loaded`)
    }
  })

  it('has a name of its own; one that the site does not see takes none away', () => {
    const twin = { ...LAW, path: 'laws/demo.yaml' }
    expect(note(problemsOf([twin, ...LIBRARY])).map(short)).toEqual([
      'laws/demo.yaml duplicate-id',
      'laws/demo.yaml not-loaded',
    ])
    expect(note(problemsOf([{ ...SCAM, path: 'scams/demo.yaml' }, ...LIBRARY.slice(1)])).map(short)).toContain(
      'items/demo/demo-aw.yml:2 unknown-scam-type',
    )
    expect(check({ ...JUDGE, path: 'items/other/demo-aw.yml' }).map(short)).toContain(
      'items/other/demo-aw.yml duplicate-id',
    )
  })

  it('is one of some', () => {
    expect(note(checkContent([], OPTIONS).problems).map(short)).toEqual(['scams empty', 'items empty'])
  })
})

describe('words', () => {
  it.each<[string, ContentFile, Edit, string]>([
    ['punctuation', LAW, ['给别人用，', '给别人用,'], 'text'],
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
    expect(rules(bank(...copies(TWELVE, '请看一看', '真的！')))).toEqual(['items tell'])
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
    // A few say nothing.
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

describe('a scenario', () => {
  /** Where a node begins: on the first line below its name. */
  const inside = (id: string) => (file: ContentFile) => lineOf(file, `  ${id}:`) + 1
  const scene = (id: string, more: string) =>
    `  ${id}:\n    view: chat\n    sender: { name: 小美, avatar: 美 }\n    messages: [{ from: them, text: 再等一等。 }]\n${more}`
  /** Screens in a row, each with one way on. */
  const corridor = (name: string, to: string, length: number) =>
    Array.from({ length }, (_, i) =>
      scene(`${name}-${i}`, `    next: ${i + 1 < length ? `${name}-${i + 1}` : to}\n`),
    ).join('')
  /** Choices in a row. */
  const questions = (name: string, to: string, length: number) =>
    Array.from({ length }, (_, i) =>
      scene(
        `${name}-${i}`,
        `    choices:
      - { text: 我不等了, verdict: safe, to: halted, why: 现在停，剩下的都保住了。 }
      - { text: 那再等等, verdict: risky, to: ${i + 1 < length ? `${name}-${i + 1}` : to}, why: 等着等着就等没了。 }\n`,
      ),
    ).join('')
  const add = (nodes: string): Edit => ['  refused:\n', `${nodes}  refused:\n`]
  const hall = (length: number): Edit[] => [add(corridor('hall', 'last', length)), ['next: last', 'next: hall-0']]
  const quiz = (length: number): Edit[] => [add(questions('quiz', 'last', length)), ['next: last', 'next: quiz-0']]
  const changed = (...edits: Edit[]) => edits.reduce((file, [from, to]) => edit(file, from, to), SCENARIO)

  it.each<[string, Edit[], string, string | ((file: ContentFile) => number)]>([
    ['starts somewhere', [['start: invite', 'start: nowhere']], 'unknown-node', 'start:'],
    ['has choices that lead somewhere', [['to: notice', 'to: nowhere']], 'unknown-node', 'to: nowhere'],
    ['has ways that lead somewhere', [['next: caller', 'next: nowhere']], 'unknown-node', 'next: nowhere'],
    [
      'has ways that lead to nodes, not to what every object has',
      [['next: caller', 'next: constructor']],
      'unknown-node',
      'next: constructor',
    ],
    ['has a way on from every scene', [['    next: second\n', '']], 'dead-end', inside('terms')],
    [
      'has one kind of way on',
      [['text: 第二单要垫2000元。 }]', 'text: 第二单要垫2000元。 }]\n    next: praise']],
      'two-ways',
      '    next: praise',
    ],
    [
      'goes round in no circle',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: task']],
      'cycle',
      inside('task'),
    ],
    [
      'leads no node to itself',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: second']],
      'cycle',
      inside('second'),
    ],
    [
      'has no ending that nobody reaches',
      [add('  other:\n    ending: safe\n    title: 谁也到不了\n    text: 这个结局谁也走不到的。\n')],
      'unreachable',
      inside('other'),
    ],
    ['has no scene that nobody reaches', [add(corridor('hall', 'refused', 1))], 'unreachable', inside('hall-0')],
    ['can be lost', [['ending: lost', 'ending: stopped']], 'endings', '  invite:'],
    [
      'has at least 12 nodes',
      [
        ['to: praise', 'to: last'],
        [/ {2}praise:[^]*next: last\n/, ''],
      ],
      'length',
      '  invite:',
    ],
    [
      'has at most 30 nodes',
      [
        ...hall(10),
        add(corridor('way', 'halted', 9)),
        ['不做了，报警, verdict: safe, to: halted', '不做了，报警, verdict: safe, to: way-0'],
      ],
      'length',
      '  invite:',
    ],
    [
      'has at least two choices on every path',
      [
        [
          '      - { text: 先做一单',
          '      - { text: 转身走开, verdict: safe, to: refused, why: 走开了就什么事也没有。 }\n      - { text: 先做一单',
        ],
      ],
      'length',
      inside('refused'),
    ],
    ['says what a loss costs', [['loss, pay: 5000', 'loss']], 'money', '再垫5000元'],
    [
      'costs nothing but by a loss',
      [['看看规则, verdict: risky', '看看规则, verdict: risky, pay: 10']],
      'money',
      '看看规则',
    ],
    [
      'costs nothing where one is safe',
      [
        ['看看规则, verdict: risky', '看看规则, verdict: loss'],
        ['不做了，报警, verdict: safe', '不做了，报警, verdict: safe, pay: 10'],
        ['verdict: loss, to: terms', 'verdict: loss, pay: 10, to: terms'],
      ],
      'money',
      '不做了，报警',
    ],
    ['takes no more than there is', [['purse: 10000', 'purse: 7000']], 'money', inside('gone')],
    [
      'has safe endings in which nothing is lost',
      [['停下来报警, verdict: safe, to: halted', '停下来报警, verdict: safe, to: refused']],
      'money',
      inside('refused'),
    ],
    [
      'has lost endings in which something is',
      [['不做，删了他, verdict: safe, to: refused', '不做，删了他, verdict: safe, to: gone']],
      'money',
      inside('gone'),
    ],
    [
      'has stopped endings in which something is lost',
      [['要垫钱就不做, verdict: safe, to: refused', '要垫钱就不做, verdict: safe, to: halted']],
      'money',
      inside('halted'),
    ],
    [
      'has stopped endings in which something is left',
      [add(questions('quiz', 'gone', 1)), ['to: gone', 'to: quiz-0'], ['purse: 10000', 'purse: 8000']],
      'money',
      inside('halted'),
    ],
    [
      'has a safe choice everywhere',
      [['停下来报警, verdict: safe', '停下来报警, verdict: risky']],
      'no-safe-choice',
      '停下来报警',
    ],
    [
      'has a choice that is not safe everywhere',
      [['看看规则, verdict: risky', '看看规则, verdict: safe']],
      'no-risk',
      '不做了，报警',
    ],
    ['offers nothing twice', [['text: 看看规则', 'text: 不做了，报警']], 'duplicate', '不做了，报警'],
    ['shows six flags', [[/ {4}flags: \[\{ in: 0, quote: 三单做完.*\n/, '']], 'teaching', '  invite:'],
    ['shows three tactics', [['    tactics: [authority]\n', '']], 'teaching', '  invite:'],
    ['shows two views', [[/view: (?:sms|call|app|web)/, 'view: chat']], 'teaching', '  invite:'],
  ])('%s', (name, edits, rule, at) => {
    let broken = changed(...edits)
    if (name === 'shows two views') broken = { ...broken, text: broken.text.replaceAll(/view: \w+/g, 'view: chat') }
    const line = typeof at === 'string' ? lineOf(broken, at) : at(broken)
    expect(check(broken).map(short)).toEqual([`scenarios/demo.yml:${line} ${rule}`])
  })

  it('can be won', () => {
    const broken = changed(['ending: safe', 'ending: lost'])
    expect(check(broken).map(short)).toEqual([
      `scenarios/demo.yml:${lineOf(broken, '  invite:')} endings`,
      `scenarios/demo.yml:${inside('refused')(broken)} money`,
    ])
  })

  it('has at most twelve choices and 22 screens on any path', () => {
    expect(check(changed(...quiz(6)))).toEqual([])
    for (const [edits, message] of [
      [quiz(7), /最多要选 13 次/],
      [hall(14), /最多要看 23 屏/],
    ] as const) {
      const broken = changed(...edits)
      const found = check(broken)
      expect(found.map(short)).toEqual(
        ['halted', 'gone'].map((id) => `scenarios/demo.yml:${inside(id)(broken)} length`),
      )
      expect(found.map(({ message: own }) => own)).toEqual([
        expect.stringMatching(message),
        expect.stringMatching(message),
      ])
    }
    expect(check(changed(...hall(13)))).toEqual([])
  })

  it('names unreachable nodes also where they go round in a circle', () => {
    const broken = changed(add(corridor('hall', 'hall-0', 2)))
    expect(check(broken).map(short)).toEqual([
      `scenarios/demo.yml:${inside('hall-0')(broken)} cycle`,
      ...['hall-0', 'hall-1'].map((id) => `scenarios/demo.yml:${inside(id)(broken)} unreachable`),
    ])
  })

  it('of nothing is named and throws nothing', () => {
    expect(check(changed([/nodes:[^]*debrief:/, 'nodes: {}\ndebrief:'])).map(({ rule }) => rule)).toEqual([
      'teaching',
      'teaching',
      'teaching',
      'unknown-node',
    ])
  })
})

describe('a picture', () => {
  const SVG =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2">\n  <g id="a"/>\n  <use href="#a" fill="url(#b)"/>\n</svg>\n'
  const svg = (text: string) => note(checkSvg('public/scams/demo.svg', text)).map(short)
  const put = (part: string) => svg(SVG.replace('  <use', `  ${part}\n  <use`))

  it('may be sound', () => {
    expect(svg(SVG)).toEqual([])
    expect(svg(`<?xml version="1.0"?>\n${SVG}`)).toEqual([])
  })

  it.each([
    '<script>alert(1)</script>',
    '<svg:script/>',
    '<g onload="x()"/>',
    '<g/onclick = "x()"/>',
    '<g id="b"onclick="x()"/>',
    '<g id="javascript:x"/>',
    '<foreignObject></foreignObject>',
    '<iframe/>',
    '<image/>',
    '<animateTransform/>',
    '<set/>',
    '<a></a>',
    '<svg:a></svg:a>',
    '<use href="https://a.example/b.svg#c"/>',
    "<use xlink:href='b.svg#c'/>",
    '<use href="data:image/svg+xml,x"/>',
    '<g src="b.png"/>',
    '<g fill="url(b.svg#c)"/>',
    '<g style="fill:url( \'//a.example\')"/>',
    '<style>@import "b.css";</style>',
    '<!ENTITY a "b">',
    '<!DOCTYPE svg>',
    '<?xml-stylesheet href="#"?>',
  ])('holds no %s', (part) => {
    expect(put(part)).toContain('public/scams/demo.svg:3 svg')
  })

  it('grows with the screen', () => {
    expect(svg(SVG.replace(' viewBox="0 0 3 2"', ''))).toEqual(['public/scams/demo.svg:1 svg'])
    expect(svg(SVG.replace(' viewBox="0 0 3 2"', '').replace('<g id', '<g viewBox="0 0 3 2" id'))).toEqual([
      'public/scams/demo.svg:1 svg',
    ])
  })

  it.each([
    '',
    '<svg/>',
    '<html></html>',
    '<svg viewBox="0 0 1 1">',
    `<!DOCTYPE svg [<!ENTITY a "b">]>${SVG}`,
    '\u0089PNG\r\n',
    'x'.repeat(5e6),
  ])('is an SVG (%#)', (text) => {
    expect(svg(text)).toEqual(['public/scams/demo.svg svg'])
  })
})

describe('the goals of the library', () => {
  const sound = checkContent(LIBRARY, OPTIONS)
  const fill = <T>(count: number, value: T) => Array.from({ length: count }, () => value)
  const [scam, scenario, panel, law] = [sound.scams[0]!, sound.scenarios[0]!, sound.panels[0]!, sound.laws[0]!]
  const items = Array.from({ length: GOALS.items }, (_, i) => ({
    ...sound.items[0]!,
    type: ITEM_TYPES[i % ITEM_TYPES.length]!,
    truth: i % 12 < 6 ? 'scam' : 'genuine',
  })) as typeof sound.items
  const full = {
    problems: [],
    scams: fill(GOALS.scams, scam),
    scenarios: fill(GOALS.scenarios, scenario),
    items,
    panels: fill(GOALS.panels, panel),
    laws: [law],
  }
  const goals = (changes: Partial<typeof full>) =>
    note(checkGoals({ ...full, ...changes })).map(({ file, rule, message }) => [file, rule, message])

  it('can be met', () => {
    expect(goals({})).toEqual([])
  })

  it.each<[string, Partial<typeof full>, string]>([
    ['types', { scams: full.scams.slice(1) }, 'scams'],
    ['scenarios', { scenarios: full.scenarios.slice(1) }, 'scenarios'],
    ['items', { items: items.slice(1) }, 'items'],
    ['panels', { panels: full.panels.slice(1) }, 'panels'],
    ['genuine items', { items: items.map((item, i) => (i % 5 ? item : { ...item, truth: 'scam' as const })) }, 'items'],
    ['laws that are quoted', { laws: [law, { ...law, id: 'other' }] }, 'laws/other.yml'],
    ...ITEM_TYPES.map((type): [string, Partial<typeof full>, string] => [
      `items of type ${type}`,
      {
        items: items.map((item, i) =>
          item.type === type && i >= 14 * ITEM_TYPES.length
            ? { ...item, type: type === 'judge' ? ('act' as const) : ('judge' as const) }
            : item,
        ) as typeof items,
      },
      'items',
    ]),
  ])('count %s', (_, changes, file) => {
    expect(goals(changes)).toEqual([[file, 'goal', expect.any(String)]])
  })
})

/** Rules that keep a file out of the site, and rules that it may break and still be shown. */
const KEPT_OUT = [
  'brand',
  'claim',
  'cycle',
  'dead-end',
  'duplicate',
  'duplicate-id',
  'endings',
  'file-name',
  'key',
  'link',
  'money',
  'no-risk',
  'no-safe-choice',
  'not-loaded',
  'overlap',
  'own-line',
  'phone',
  'picture',
  'place',
  'quote',
  'schema',
  'svg',
  'two-ways',
  'unknown-node',
  'unknown-page',
  'unknown-scam-type',
  'unreachable',
  'warning-sms',
  'yaml',
]
const SHOWN = [
  'address',
  'audience',
  'balance',
  'empty',
  'english',
  'expired',
  'goal',
  'id-betrays',
  'length',
  'option-length',
  'order',
  'punctuation',
  'rank',
  'review-order',
  'sentence',
  'teaching',
  'tell',
  'term',
  'unknown-law',
]

describe('a broken rule', () => {
  it('keeps its file out, or does not', () => {
    const known = [...KEPT_OUT, ...SHOWN]
    expect(known.filter((rule) => isBroken({ file: 'a', rule, message: '' }))).toEqual(KEPT_OUT)
  })

  it('of the whole keeps nothing out', () => {
    const whole = [...seen.values()]
      .flat()
      .filter(({ file, rule }) => !/\.(?:ya?ml|svg)$/i.test(file) && !SHOWN.includes(rule))
    expect(whole).toEqual([])
  })

  // The rules that the checker can report, as they are written in its sources.
  const FOLDER = new URL('../../shared/content/check/', import.meta.url)
  const sources = readdirSync(FOLDER)
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
    .join('\n')
  const written = new Set([
    ...[...sources.matchAll(/\brule: '([a-z-]+)'/g)].map(([, rule]) => rule!),
    ...[...sources.matchAll(/(?<=,\s+)'([a-z-]+)',\s+(?:`|'[^'a-z])/g)].map(([, rule]) => rule!),
    ...[...sources.matchAll(/\brule: ((?:'[a-z-]+' \| )*'[a-z-]+')$/gm)].flatMap(([, rules]) =>
      rules!.replaceAll("'", '').split(' | '),
    ),
  ])

  it('has been seen here', () => {
    expect(written.size).toBeGreaterThan(40)
    expect([...seen.keys()].toSorted()).toEqual([...written].toSorted())
    expect([...KEPT_OUT, ...SHOWN].toSorted()).toEqual([...written].toSorted())
  })

  it('says in Chinese what is wrong, in a line', () => {
    for (const { message } of [...seen.values()].flat()) expect(message).toMatch(/^(?=.*\p{Script=Han}).+$/u)
  })
})

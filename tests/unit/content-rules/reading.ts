import { describe, expect, it } from 'vitest'
import type { ContentFile } from '#shared/content/check/problem.ts'
import { edit, LAW, PANEL, SCAM, SCENARIO } from '../../fixtures/content-files.ts'
import { check, short, type Edit, lineOf, JUDGE } from './checking.ts'

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
    // A duplicate field and an open bracket are detected one line late.
    expect([problem!.rule, Math.abs(problem!.line! - lineOf(broken, at)) <= 1]).toEqual(['yaml', true])
  })

  it.each<[string, string]>([
    [
      'a bomb of references',
      [
        `a: &a [${'x,'.repeat(9)}x]`,
        ...[...'bcdefgh'].map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}*a]`),
      ].join('\n'),
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

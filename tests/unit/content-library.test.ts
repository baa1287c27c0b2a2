import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkGoals } from '#shared/content/check/goals.ts'
import { type JudgeItem, openItem } from '#shared/content/item.ts'
import { checkInterface, checkProject, summary } from '../../scripts/content-check.ts'
import { readContent } from '../../scripts/content-files.ts'

const ROOT = process.cwd()
const PICTURES = join(ROOT, 'public/scams')
const BROKEN = join(ROOT, 'tests/fixtures/content/broken')
// The day of the last edit, fixed so that this test stays stable; whether content has expired since is checked by the
// script.
const library = checkProject(ROOT, '2026-12-01')
const judged = library.items.filter((item): item is JudgeItem => item.type === 'judge')

describe('the real library', () => {
  it('has no problem', () => {
    expect(library.problems).toEqual([])
  })

  it('covers the ten frequent types, each rank once, and newer forms without a rank', () => {
    expect(library.scams.flatMap(({ rank }) => rank ?? []).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
    expect(summary(library)[0]).toMatch(
      /^诈骗类型 \d+ 种，题目 \d+ 道，其中真的 \d+ 道（(?:4[5-9]|5[0-5])%），骗局情景 \d+ 个，展板 \d+ 块，法律条文 \d+ 条$/,
    )
  })

  it('is large enough', () => {
    expect(checkGoals(library)).toEqual([])
  })

  it('teaches with genuine messages that keep the rules it teaches', () => {
    const unlike = judged.filter(
      ({ truth, messages }) =>
        truth === 'genuine' && messages.some(({ text }) => /https?:|安全账户|屏幕共享/.test(text)),
    )
    expect(unlike.map(({ id }) => id)).toEqual([])
    // An address in a genuine text message is also printed on paper, and is typed, not tapped.
    const tapped = judged.filter(
      ({ truth, channel, messages }) =>
        truth === 'genuine' &&
        channel === 'sms' &&
        messages.some(({ text }) => /\.(?:example|test)/.test(text) && !/自行输入.*印的网址/.test(text)),
    )
    expect(tapped.map(({ id }) => id)).toEqual([])
  })

  it('claims no review that nobody has made', () => {
    const all = [...library.scams, ...library.items, ...library.scenarios, ...library.panels, ...library.laws]
    expect(new Set(all.map(({ reviewer }) => reviewer))).toEqual(new Set(['pending']))
    expect(
      all.flatMap(({ sources }) => sources).filter(({ title, publisher }) => /警务室|审题/.test(title + publisher)),
    ).toEqual([])
    expect(library.items.every(({ sources }) => sources.every(({ kind }) => kind === 'scenario'))).toBe(true)
  })

  it('leaves the small rewards of the rebate scene in the purse', () => {
    const { purse, nodes } = library.scenarios.find(({ id }) => id === 'task-rebate')!
    const rewards = 15 + 360 - 300
    const left = { empty: 19_840, 'stopped-980': 980, 'stopped-3960': 3960, 'stopped-9920': 9920 }
    for (const [id, paid] of Object.entries(left))
      expect(JSON.stringify(nodes[id]), id).toContain(`${purse + rewards - paid}元`)
  })

  it('never expires all at once, nor does any one type', () => {
    const most = (files: readonly { expires: string }[]) =>
      Math.max(...[...Map.groupBy(files, ({ expires }) => expires.slice(0, 7)).values()].map(({ length }) => length)) /
      files.length
    expect(
      most([...library.scams, ...library.items, ...library.scenarios, ...library.panels, ...library.laws]),
    ).toBeLessThan(1 / 4)
    const shares = library.scams.map(
      (scam) => [scam.id, most([scam, ...library.items.filter(({ scamType }) => scamType === scam.id)])] as const,
    )
    expect(shares.filter(([, share]) => share > 1 / 2)).toEqual([])
  })

  it('gives away no answer in what a device sees first', () => {
    const fields = new Set(judged.flatMap((item) => Object.keys(openItem(item))))
    expect([...fields].sort()).toEqual(['channel', 'id', 'messages', 'sender', 'type'])
  })

  it.each(readdirSync(PICTURES))('has a picture %s that is small, self-contained and without script', (name) => {
    expect(statSync(join(PICTURES, name)).size).toBeLessThanOrEqual(6_144)
    const svg = readFileSync(join(PICTURES, name), 'utf8')
    expect(svg).toContain('viewBox="0 0 320 200"')
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /<script|<text|<image|href|url\(|https?:|\son\w+=/,
    )
  })
})

describe('interface texts', () => {
  it('are found in attributes, expressions, scripts and templates; keys, comments and regexes are not text', () => {
    const found = checkInterface('bad.vue', readFileSync(join(BROKEN, 'pages/bad.vue'), 'utf8'))
    expect(found.map(({ line, message }) => [line, message.at(-1)])).toEqual([
      [9, '？'],
      [10, '，'],
      [11, '：'],
      [5, '！'],
    ])
  })
})

describe('addresses and numbers that visitors see', () => {
  const rules = (file: string, source: string) => checkInterface(file, source).map(({ rule, line }) => [rule, line])

  it('lead only to this site, the registers and the official numbers', () => {
    expect(rules('pages/a.vue', '<template>\n  <a href="https://example.com/a">看看</a>\n</template>')).toEqual([
      ['link', 2],
    ])
    expect(rules('pages/a.vue', '<template>\n  <p>加微信 fanzha123 问一问</p>\n</template>')).toEqual([['phone', 2]])
    expect(rules('components/a.vue', '<template>\n  <a href="tel:05783141234">打电话</a>\n</template>')).toEqual([
      ['phone', 2],
    ])
    expect(rules('shared/site/a.ts', "export const a = '请打62345678'")).toEqual([['phone', 1]])
    expect(rules('shared/content/opening.ts', "export const a = '请看 www.lingqu.com'")).toEqual([['link', 1]])
    expect(
      rules(
        'pages/a.vue',
        '<template><a href="https://beian.miit.gov.cn/">备案</a><a href="tel:96110">打 96110</a><a href="http://192.168.1.20:3000">本机</a></template>',
      ),
    ).toEqual([])
  })

  it('are no concern of files that visitors never see', () => {
    expect(rules('server/a.ts', "export const a = 'postgres://用户@主机/库，请看 https://nodejs.org/zh'")).toEqual([])
  })
})

describe('files as they lie on a disk', () => {
  it('are named when another program saved them its own way', () => {
    const folder = mkdtempSync(join(tmpdir(), 'content-'))
    try {
      mkdirSync(join(folder, 'content/laws'), { recursive: true })
      const law = readFileSync(join(ROOT, 'tests/fixtures/content/laws/demo.yml'))
      const write = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, 'content/laws', name), bytes)
      write('plain.yml', law)
      // 银行 in GBK, as an old editor on Chinese Windows saves it.
      write(
        'gbk.yml',
        Buffer.concat([Buffer.from('title: '), Buffer.from([0xd2, 0xf8, 0xd0, 0xd0]), Buffer.from('\n'), law]),
      )
      write('utf16.yml', Buffer.from(`\uFEFF${law.toString()}`, 'utf16le'))
      write('upper.YML', law)
      write('picture.yml', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]))
      const found = readContent(folder, '2026-12-01')
        .problems.filter(({ rule }) => rule !== 'empty')
        .map(({ file, line, rule }) => `${file}${line ? `:${line}` : ''} ${rule}`)
      expect(found.toSorted()).toEqual(
        ['gbk.yml:1 yaml', 'picture.yml:1 yaml', 'upper.YML not-loaded', 'utf16.yml:1 yaml'].map(
          (each) => `content/laws/${each}`,
        ),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

// Starting Node and its compiler takes seconds on a busy machine.
describe('the script', { timeout: 30_000 }, () => {
  const run = (root: string) =>
    spawnSync(process.execPath, ['scripts/content-check.ts', root], { cwd: ROOT, encoding: 'utf8' })

  it('prints file, line, rule and message, and exits 1 on any problem', () => {
    const { status, stdout } = run(BROKEN)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^content\/scams\/bad\.yml:1 {2}punctuation {2}/m)
    expect(stdout).toMatch(/^content\/scams\/bad\.yml:1 {2}schema {2}aliases：/m)
    expect(stdout).toMatch(/^pages\/bad\.vue:5 {2}punctuation {2}/m)
  })

  it('exits 0 where there is nothing to complain about', () => {
    const folder = mkdtempSync(join(tmpdir(), 'content-'))
    const today = new Date().toISOString().slice(0, 10)
    const fixture = (path: string) =>
      readFileSync(join(ROOT, 'tests/fixtures/content', path), 'utf8')
        .replace(/reviewed: .*/, `reviewed: '${today}'`)
        .replace(/expires: .*/, `expires: '${Number(today.slice(0, 4)) + 1}${today.slice(4, 8)}28'`)
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    try {
      write('public/scams/demo.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"></svg>')
      write('content/scams/demo.yml', fixture('scams/demo.yml'))
      write('content/laws/demo.yml', fixture('laws/demo.yml'))
      write('content/items/demo/demo-qk.yml', fixture('items/demo/demo-qk.yml'))
      write(
        'content/items/demo/demo-qm.yml',
        fixture('items/demo/demo-qk.yml').replace('truth: scam', 'truth: genuine').replace('领取', '收取'),
      )
      expect(
        execFileSync(process.execPath, ['scripts/content-check.ts', folder], { cwd: ROOT, encoding: 'utf8' }),
      ).toContain('没有发现问题')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('exits 1 where there is no content at all', () => {
    expect(run(join(ROOT, 'tests/unit'))).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^content\/items {2}empty/m),
    })
  })
})

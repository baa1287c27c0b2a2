import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openItem } from '#shared/content/item.ts'
import { checkInterface, checkProject, summary } from '../../scripts/content-check.ts'

const ROOT = process.cwd()
const PICTURES = join(ROOT, 'public/scams')
const BROKEN = join(ROOT, 'tests/fixtures/content/broken')
// The day of the review: whether content has expired since is for the script to say, not for a test that must stay stable.
const library = checkProject(ROOT, '2026-11-23')

describe('the real library', () => {
  it('has no problem', () => {
    expect(library.problems).toEqual([])
  })

  it('covers the ten frequent types, each rank once, with three scam and three genuine items or more', () => {
    expect(library.scams.map(({ rank }) => rank).sort((a, b) => a! - b!)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(summary(library)[0]).toMatch(/^诈骗类型 10 种，题目 \d+ 道，其中真消息 \d+ 道（(?:4[5-9]|5[0-5])%）$/)
  })

  it('teaches with genuine messages that keep the rules it teaches', () => {
    const unlike = library.items.filter(({ truth, messages }) =>
      truth === 'genuine' && messages.some(({ text }) => /https?:|\.example|\.test|安全账户|屏幕共享/.test(text)))
    expect(unlike.map(({ id }) => id)).toEqual([])
  })

  it('underlines only what the other side says', () => {
    const own = library.items.filter(({ flags, messages }) => flags.some(flag => messages[flag.in]!.from !== 'them'))
    expect(own.map(({ id }) => id)).toEqual([])
  })

  it('gives away no answer in what a device sees first', () => {
    const fields = new Set(library.items.flatMap(item => Object.keys(openItem(item))))
    expect([...fields].sort()).toEqual(['channel', 'id', 'messages', 'sender', 'type'])
  })

  it.each(readdirSync(PICTURES))('has a picture %s that is small, self-contained and without script', (name) => {
    expect(statSync(join(PICTURES, name)).size).toBeLessThanOrEqual(6_144)
    const svg = readFileSync(join(PICTURES, name), 'utf8')
    expect(svg).toContain('viewBox="0 0 320 200"')
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/<script|<text|<image|href|url\(|https?:|\son\w+=/)
  })
})

describe('interface texts', () => {
  it('are found in attributes, expressions, scripts and templates; keys, comments and regexes are not text', () => {
    const found = checkInterface('bad.vue', readFileSync(join(BROKEN, 'pages/bad.vue'), 'utf8'))
    expect(found.map(({ line, message }) => [line, message.at(-1)])).toEqual([[9, '？'], [10, '，'], [11, '：'], [5, '！']])
  })
})

describe('the script', () => {
  const run = (root: string) => spawnSync(process.execPath, ['scripts/content-check.ts', root], { cwd: ROOT, encoding: 'utf8' })

  it('prints file, line, rule and message, and exits 1 on any problem', () => {
    const { status, stdout } = run(BROKEN)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^content\/scams\/bad\.yml:1 {2}punctuation {2}/m)
    expect(stdout).toMatch(/^content\/scams\/bad\.yml:1 {2}schema {2}aliases：/m)
    expect(stdout).toMatch(/^pages\/bad\.vue:5 {2}punctuation {2}/m)
  })

  it('exits 0 where there is nothing to complain about', () => {
    expect(execFileSync(process.execPath, ['scripts/content-check.ts', join(ROOT, 'tests/unit')], { cwd: ROOT, encoding: 'utf8' })).toContain('没有发现问题')
  })
})

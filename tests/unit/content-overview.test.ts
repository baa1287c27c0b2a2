/** The overview of the content for the office: expiry dates, reviews, and excluded files. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { overviewOf } from '#server/content/overview.ts'
import { assembleLibrary, type Library } from '#shared/content/library.ts'
import { daysUntil, isScamShown, isShown, leftOutLines, standingOf } from '#shared/content/overview.ts'
import { isBroken } from '#shared/content/check/problem.ts'
import { readContent } from '../../scripts/content-files.ts'

const lawOf = (title: string) => `title: ${title}
statute: 《某法》
text: 一句话说清楚法律怎么规定。
sources: [{ kind: publication, title: 某法, publisher: 某部 }]
reviewer: pending
reviewed: '2026-01-01'
expires: '2026-11-20'
version: 1
`

/** Shortly before midnight in Shanghai on 24 November. */
const NOW = new Date('2026-11-24T15:59:00Z')
const TODAY = '2026-11-24'

const text = (id: string, expires: string, more: object = {}) => ({
  id,
  title: `${id}的名称`,
  version: 1,
  reviewer: 'pending',
  reviewed: '2026-01-01',
  expires,
  sources: [],
  ...more,
})
function library(): Library {
  const item = (id: string, type: string, truth: string, expires: string, more: object = {}) =>
    text(id, expires, { type, truth, scamType: 'romance', ...more })
  return assembleLibrary({
    scams: [
      text('romance', '2028-01-01', { laws: [], rank: 1, reviewer: 'officer', version: 3 }),
      text('fake-loan', '2026-12-24', { laws: [], rank: 2 }),
    ],
    items: [
      item('romance-aa', 'judge', 'scam', '2028-01-01'),
      item('romance-bb', 'judge', 'genuine', '2028-01-01', { reviewer: 'officer' }),
      item('romance-cc', 'judge', 'scam', '2026-11-23'),
      item('romance-dd', 'act', 'scam', '2026-11-24'),
      item('romance-ee', 'order', 'genuine', '2026-12-25'),
    ],
    scenarios: [text('romance', '2026-11-01', { scamType: 'romance' })],
    panels: [text('door', '2028-01-01', { to: '/help', kicker: '入口', order: 1 })],
    laws: [text('anti-fraud', '2028-01-01', { statute: '《某法》', reviewer: 'officer' })],
  } as unknown as Parameters<typeof assembleLibrary>[0])
}

describe('how a last day stands', () => {
  it.each([
    ['2026-11-23', 'expired'],
    ['2026-11-24', 'expiring'],
    ['2026-12-24', 'expiring'],
    ['2026-12-25', 'valid'],
    ['2028-02-29', 'valid'],
  ] as const)('%s is %s', (day, standing) => {
    expect(standingOf(day, TODAY)).toBe(standing)
  })
  it('counts whole days over the end of a month, a year and a leap day', () => {
    expect(daysUntil('2026-12-01', '2026-11-30')).toBe(1)
    expect(daysUntil('2027-01-01', '2026-12-31')).toBe(1)
    expect(daysUntil('2028-03-01', '2028-02-28')).toBe(2)
    expect(daysUntil('2026-11-20', '2026-11-24')).toBe(-4)
  })
})

describe('the overview', () => {
  const problem = { file: 'content/scams/x.yml', line: 3, rule: 'schema', message: '少了一项', leftOut: true }
  const overview = overviewOf(library(), new Map(), [problem], NOW)

  it('is of the day in Shanghai', () => {
    expect(overview.today).toBe(TODAY)
    expect(overviewOf(library(), new Map(), [], new Date('2026-11-24T16:00:00Z')).today).toBe('2026-11-25')
  })
  it('counts the items of a scam type that are in the bank, and apart those that have fallen out', () => {
    expect(overview.scams.map(({ id }) => id)).toEqual(['romance', 'fake-loan'])
    expect(overview.scams[0]).toMatchObject({
      title: 'romance的名称',
      version: 3,
      expires: '2028-01-01',
      standing: 'valid',
      review: { state: 'approved', withdrawn: false },
    })
    expect(overview.scams[0]!.items).toEqual({
      judge: { scam: 1, genuine: 1 },
      drills: 2,
      expiring: 1,
      expired: 1,
      pending: 4,
      changes: 0,
      withdrawn: 0,
    })
    expect(overview.scams[1]!.items).toEqual({
      judge: { scam: 0, genuine: 0 },
      drills: 0,
      expiring: 0,
      expired: 0,
      pending: 0,
      changes: 0,
      withdrawn: 0,
    })
  })
  it('lists every item', () => {
    expect(overview.items).toHaveLength(5)
    expect(overview.items).toContainEqual(
      expect.objectContaining({
        id: 'romance-dd',
        about: 'romance的名称',
        expires: '2026-11-24',
        standing: 'expiring',
      }),
    )
  })
  it('says what everything else belongs to', () => {
    expect(overview.scenarios).toMatchObject([{ about: 'romance的名称', standing: 'expired' }])
    expect(overview.panels).toMatchObject([{ about: '入口' }])
    expect(overview.laws).toMatchObject([{ about: '《某法》', review: { state: 'approved' } }])
  })
  it('counts what each filter finds, over all kinds of texts', () => {
    expect(overview.totals).toEqual({
      all: 10,
      pending: 7,
      changes: 0,
      withdrawn: 0,
      expired: 2,
      expiring: 2,
      problems: 1,
    })
    expect(overview.problems).toEqual([problem])
  })
  it('shows a scam type for the sake of its items', () => {
    const [romance, loan] = overview.scams
    expect([isShown(romance!, 'expired'), isScamShown(romance!, 'expired'), isScamShown(loan!, 'expired')]).toEqual([
      false,
      true,
      false,
    ])
    expect([isScamShown(romance!, 'problems'), isScamShown(loan!, 'expiring'), isScamShown(romance!, 'all')]).toEqual([
      false,
      true,
      true,
    ])
  })
})

describe('a file that is broken', () => {
  const root = mkdtempSync(join(tmpdir(), 'jmt-content-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, lines: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), lines)
  }
  write('content/items/romance/romance-aa.yml', 'type: judge\ntruth: [\n')
  write('content/laws/a.yml', lawOf('太短'))
  write('content/laws/b.yml', lawOf('谁也不能做这件事'))
  const { problems } = readContent(root, TODAY)

  it('is left out, named with its line; one that has expired is not', () => {
    const broken = problems.filter(isBroken)
    expect(broken).toMatchObject([
      { file: 'content/items/romance/romance-aa.yml', line: 3, rule: 'yaml' },
      { file: 'content/laws/a.yml', line: 1, rule: 'schema' },
    ])
    expect(problems.find(({ rule }) => rule === 'expired')).toMatchObject({ file: 'content/laws/b.yml' })
  })
  it('is one line of the log, however much is wrong in it', () => {
    const found = problems.map((problem) => ({ ...problem, leftOut: isBroken(problem) }))
    const again = [...found, { ...found.find(({ leftOut }) => leftOut)!, line: 9 }]
    const lines = leftOutLines(again)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(
      /^\[content_broken\] content\/items\/romance\/romance-aa\.yml:3 yaml .*[\u4e00-\u9fff].*（还有 1 处）$/,
    )
    expect(lines[1]).toMatch(/^\[content_broken\] content\/laws\/a\.yml:1 schema title：.*[^）]$/)
    expect(leftOutLines([])).toEqual([])
  })
})

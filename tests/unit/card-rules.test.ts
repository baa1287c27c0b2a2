import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CARD_BODY_MAX,
  CARD_STAGES,
  type CardAction,
  type CardStage,
  type CardStanding,
  expiryOf,
  hasNewer,
  isPublic,
  latestExpiry,
  may,
  refusalOf,
  screensUntil,
  stageAfterSave,
  stateOf,
  URGENT_MS,
  urgentUntil,
} from '#shared/card/card.ts'
import { findingText, findLive } from '#shared/card/findings.ts'
import { commentSchema, createCardSchema, publishCardSchema, saveCardSchema } from '#shared/card/input.ts'
import { auditSentence } from '#shared/member/audit.ts'
import { can, ROLES } from '#shared/member/role.ts'
import { EMPTY_CARD } from '../fixtures/card-form.ts'

const ACTIONS: CardAction[] = [
  'save',
  'submit',
  'return',
  'publish',
  'withdraw',
  'republish',
  'show',
  'stop',
  'discard',
  'recover',
]
const author = { id: 'author', role: 'volunteer' } as const
const other = { id: 'other', role: 'docent' } as const
const officer = { id: 'officer', role: 'officer' } as const
const card = (stage: CardStage, over: Partial<CardStanding> = {}): CardStanding => ({
  authorId: 'author',
  stage,
  publishedVersion: stage === 'approved' ? 1 : null,
  withdrawn: false,
  discarded: false,
  ...over,
})

describe('who may do what with a card', () => {
  it.each([
    ['a draft', card('draft'), ['save', 'submit', 'discard'], ['save', 'submit', 'discard']],
    ['what was put aside', card('draft', { discarded: true }), ['recover'], ['recover']],
    ['what was put aside while it waited', card('submitted', { discarded: true }), ['recover'], ['recover']],
    ['what waits for review', card('submitted'), ['save', 'discard'], ['save', 'return', 'publish', 'discard']],
    ['what was returned', card('returned'), ['save', 'submit', 'discard'], ['save', 'submit', 'discard']],
    ['what is public', card('approved'), ['save'], ['save', 'withdraw', 'show', 'stop']],
    ['what was withdrawn', card('approved', { withdrawn: true }), ['save'], ['save', 'republish']],
    [
      'a newer version of what is public',
      card('draft', { publishedVersion: 1 }),
      ['save', 'submit'],
      ['save', 'submit', 'withdraw', 'show', 'stop'],
    ],
    [
      'a newer version that waits',
      card('submitted', { publishedVersion: 1 }),
      ['save'],
      ['save', 'return', 'publish', 'withdraw', 'show', 'stop'],
    ],
  ] as const)('%s', (_what, standing, ofAuthor, ofOfficer) => {
    expect(ACTIONS.filter((action) => may(action, standing, author))).toEqual(ofAuthor)
    expect(ACTIONS.filter((action) => may(action, standing, officer))).toEqual(ofOfficer)
    expect(ACTIONS.filter((action) => may(action, standing, other))).toEqual([])
  })

  it('an officer publishes what he wrote himself without a review', () => {
    for (const stage of ['draft', 'returned', 'submitted'] as const)
      expect(may('publish', card(stage, { authorId: 'officer' }), officer)).toBe(true)
    expect(may('publish', card('draft'), officer)).toBe(false)
  })

  it('every refusal says why, in Chinese', () => {
    const standing = fc.record({
      authorId: fc.constantFrom('author', 'x'),
      stage: fc.constantFrom(...CARD_STAGES),
      publishedVersion: fc.constantFrom(null, 1),
      withdrawn: fc.boolean(),
      discarded: fc.boolean(),
    })
    fc.assert(
      fc.property(standing, fc.constantFrom(...ACTIONS), fc.constantFrom(...ROLES), (of, action, role) => {
        const refused = refusalOf(action, of, { id: 'author', role })
        if (refused) expect(refused.message).toMatch(/^[一-鿿].*。$/)
        // Only members with the right decide what is public.
        if (['publish', 'withdraw', 'republish', 'return'].includes(action) && !can(role, 'card.review'))
          expect(refused?.code).toBe('forbidden')
      }),
    )
  })

  it('says where a card stands', () => {
    expect(
      [
        card('draft'),
        card('submitted'),
        card('returned'),
        card('approved'),
        card('approved', { withdrawn: true }),
        card('draft', { publishedVersion: 1 }),
        card('draft', { publishedVersion: 1, withdrawn: true }),
        card('submitted', { discarded: true }),
      ].map(stateOf),
    ).toEqual(['draft', 'submitted', 'returned', 'published', 'withdrawn', 'published', 'draft', 'discarded'])
    expect(hasNewer(card('submitted', { publishedVersion: 1 }))).toBe(true)
    expect(hasNewer(card('approved'))).toBe(false)
    expect(isPublic(card('draft', { publishedVersion: 1 }))).toBe(true)
    expect([
      stageAfterSave(card('submitted'), officer),
      stageAfterSave(card('submitted'), author),
      stageAfterSave(card('approved'), officer),
    ]).toEqual(['submitted', 'draft', 'draft'])
  })

  it('all members write, only officers and admins review', () => {
    expect(ROLES.filter((role) => can(role, 'card.write'))).toEqual([...ROLES])
    expect(ROLES.filter((role) => can(role, 'card.review'))).toEqual(['admin', 'officer'])
  })
})

describe('the last day of a card', () => {
  it.each([
    ['2026-11-23', 'expired'],
    ['2026-11-24', 'expiring'],
    ['2026-12-08', 'expiring'],
    ['2026-12-09', 'valid'],
    [null, 'valid'],
  ] as const)('%s is %s on 24 November', (day, expiry) => {
    expect(expiryOf(day, '2026-11-24')).toBe(expiry)
  })
  it('is at most two years away', () => expect(latestExpiry('2026-11-24')).toBe('2028-11-23'))
  it('ends an urgent call, which otherwise lasts a day', () => {
    const publishedAt = new Date('2026-11-24T10:00:00+08:00')
    const until = (screensUntil: Date | null, expiresOn = '2027-01-01') =>
      urgentUntil({ publishedAt, screensUntil, expiresOn })
    expect(until(null)).toBe(publishedAt.getTime() + URGENT_MS)
    expect(until(new Date('2026-11-24T12:00:00+08:00'))).toBe(publishedAt.getTime() + URGENT_MS)
    expect(until(new Date('2026-11-26T12:00:00+08:00'))).toBe(Date.parse('2026-11-26T12:00:00+08:00'))
    expect(until(null, '2026-11-24')).toBe(Date.parse('2026-11-25T00:00:00+08:00'))
  })
})

describe('the time of a card on the screens', () => {
  it.each([
    ['1h', '2026-11-24T18:20:00+08:00'],
    ['2h', '2026-11-24T19:20:00+08:00'],
    ['today', '2026-11-25T00:00:00+08:00'],
    ['24h', '2026-11-25T17:20:00+08:00'],
  ] as const)('%s from 17:20 ends at %s', (time, end) => {
    expect(screensUntil(time, new Date('2026-11-24T17:20:00+08:00'))).toEqual(new Date(end))
  })

  it('is chosen by officers, for a card that is public', () => {
    const published = card('approved', { publishedVersion: 1 })
    for (const action of ['show', 'stop'] as const) {
      expect(refusalOf(action, published, officer)).toBeUndefined()
      expect(refusalOf(action, published, author)?.code).toBe('forbidden')
      expect(refusalOf(action, { ...published, withdrawn: true }, officer)?.code).toBe('conflict')
      expect(refusalOf(action, card('submitted'), officer)?.code).toBe('conflict')
    }
  })
})

describe('numbers and addresses that are alive', () => {
  const text = { title: '标题', headline: '一句话', body: '', source: '' }
  it.each([
    ['对方说打 13812345678 退款', 'phone', '13812345678'],
    ['请访问 www.evil.com 领奖', 'link', 'www.evil.com'],
    ['第一行\n\n加微信 abc12345', 'phone', 'abc12345'],
  ] as const)('%s', (body, kind, found) => {
    const [finding] = findLive({ ...text, body })
    expect(finding).toMatchObject({ field: 'body', kind, text: found, line: body.split('\n').length })
    expect(findingText(finding!)).toContain(found)
  })
  it('are found in every field', () => {
    for (const field of ['title', 'headline', 'source'] as const)
      expect(findLive({ ...text, [field]: '打 13812345678' })).toMatchObject([{ field }])
  })
  it.each([
    '拨打 96110 或 110',
    '号码 138****5678',
    '[拨打](tel:96110)',
    '[图鉴](/scams/task-rebate)',
    '![截图](picture:01993e2a-1234-7222-8333-123456789012)',
    '被骗 12000 元',
  ])('not in %s', (body) => {
    expect(findLive({ ...text, body })).toEqual([])
  })
})

describe('what a form may hold', () => {
  it('keeps lines and trims white space', () => {
    expect(saveCardSchema.parse({ ...EMPTY_CARD, title: ' 两  个 \n字 ', body: '一\r\n二  \n三\n' })).toMatchObject({
      title: '两 个 字',
      body: '一\n二\n三',
    })
  })
  it.each([
    ['title', { title: '' }],
    ['title', { title: '长'.repeat(31) }],
    ['headline', { headline: '长'.repeat(41) }],
    ['body', { body: '长'.repeat(CARD_BODY_MAX + 1) }],
    ['kind', { kind: 'news' }],
    ['expiresOn', { expiresOn: '2027-02-30' }],
    ['version', { version: 0 }],
    ['scamType', { scamType: '../x' }],
  ])('refuses a wrong %s', (field, over) => {
    const parsed = saveCardSchema.safeParse({ ...EMPTY_CARD, ...over })
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual([field])
    expect(parsed.error!.issues[0]!.message).toMatch(/[一-鿿]/)
  })
  it('takes what is just long enough', () => {
    expect(
      saveCardSchema.safeParse({
        ...EMPTY_CARD,
        title: '长'.repeat(30),
        headline: '长'.repeat(40),
        body: '长'.repeat(CARD_BODY_MAX),
      }).success,
    ).toBe(true)
  })
  it('asks for a source and a day when it publishes, and for words in a comment', () => {
    expect(
      publishCardSchema.safeParse({ version: 1, source: ' ' }).error?.issues.map((issue) => issue.path[0]),
    ).toEqual(['source', 'expiresOn'])
    expect(commentSchema.safeParse({ id: crypto.randomUUID(), text: ' \n ' }).success).toBe(false)
    expect(createCardSchema.safeParse({ id: 'x', kind: 'tip', title: 'x' }).success).toBe(false)
  })
  it('has a name in the log for each field that can be changed', () => {
    const names = Object.keys(saveCardSchema.shape).filter((field) => field !== 'version')
    expect(
      names.filter((field) => !auditSentence('card.edit', { title: '甲', changed: [field] }).includes('（改了')),
    ).toEqual([])
    expect(auditSentence('card.edit', { title: '甲', changed: ['title', 'body'] })).toBe(
      '修改了知识卡“甲”（改了标题、正文）',
    )
    expect(auditSentence('card.withdraw', { title: '甲', reason: '过时' })).toBe('撤下了知识卡“甲”，原因：过时')
    expect(auditSentence('card.publish', { title: '甲', urgent: true })).toContain('新骗局速报')
  })
})

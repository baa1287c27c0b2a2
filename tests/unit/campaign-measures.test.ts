import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysBetween, daysFrom, phaseOf, phaseText } from '#shared/campaign/campaign.ts'
import { contactEntrySchema, createCampaignSchema, createTouchpointSchema } from '#shared/campaign/input.ts'
import {
  countText,
  goalText,
  MEASURES,
  percent,
  residentRange,
  shareText,
  SUPPRESSION_TEXT,
} from '#shared/campaign/measures.ts'

const count = fc.integer({ min: 0, max: 1_000_000 })

describe('residents reached', () => {
  it('is a range: its lower end never above its upper one, its upper one never above all', () => {
    fc.assert(
      fc.property(count, count, fc.option(fc.integer({ min: 1, max: 1_000_000 })), (devices, contacts, population) => {
        const range = residentRange(devices, contacts, population)
        if (range.atLeast !== null && range.atMost !== null) expect(range.atLeast).toBeLessThanOrEqual(range.atMost)
        if (range.atMost !== null && population !== null) expect(range.atMost).toBeLessThanOrEqual(population)
        expect(range.atMost === null).toBe(range.missing !== undefined)
      }),
    )
  })

  it('says why an end is missing', () => {
    expect(residentRange(2316, 12480, 6900)).toEqual({ atLeast: 2316, atMost: 6900 })
    expect(residentRange(50, 0)).toEqual({ atLeast: 50, atMost: null, missing: 'no_contacts' })
    expect(residentRange(50, 20)).toEqual({ atLeast: 50, atMost: null, missing: 'contacts_incomplete' })
  })

  it('is the same below the first step, however few the contacts', () => {
    for (const contacts of [0, 1, 2, 3, 4, 100])
      expect(residentRange(null, contacts, 2)).toEqual({ atLeast: null, atMost: null, missing: 'few_devices' })
  })
})

describe('words and figures', () => {
  it('shows whole percents that never round up to more than there is', () => {
    expect(percent(1702, 2094)).toBe(81)
    expect(percent(999, 1000)).toBe(99)
    expect(percent(3, 0)).toBeUndefined()
  })
  it('says of 422 of 300 what it is, and never that it is all of them', () => {
    expect(goalText(422, 300)).toBe('目标 300，已达到，多 122')
    expect(goalText(300, 300)).toBe('目标 300，刚好达到')
    expect(goalText(299, 300)).toBe('目标 300，已到 99%')
    expect(shareText(422, 300)).toBe('多 122')
    expect(shareText(150, 300)).toBe('50%')
    expect(shareText(3, 0)).toBe('')
    // What is not shown is no share of anything.
    expect([shareText(null, 300), shareText(5, null), goalText(null, 300)]).toEqual(['', '', '目标 300'])
  })
  it('groups digits by three', () => {
    expect([0, 999, 1000, 12480, 1234567].map(countText)).toEqual(['0', '999', '1,000', '12,480', '1,234,567'])
  })
  it('defines every figure in full-width Chinese', () => {
    for (const text of [...Object.values(MEASURES).map((measure) => measure.text), SUPPRESSION_TEXT])
      expect(text).not.toMatch(/[一-鿿][,?!:;]/)
  })
})

describe('days of a campaign', () => {
  it('counts and lists days', () => {
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2)
    expect(daysFrom('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02'])
    expect(daysFrom('2026-12-30', '2026-12-29')).toEqual([])
  })
  it('knows where it stands', () => {
    const campaign = { status: 'open' as const, startsOn: '2026-10-08', endsOn: '2026-11-30' }
    expect(phaseOf(campaign, '2026-10-07')).toBe('coming')
    expect(phaseText(campaign, '2026-10-06')).toBe('2 天后开始')
    expect(phaseText(campaign, '2026-10-07')).toBe('明天开始')
    expect(phaseText(campaign, '2026-11-23')).toBe('还剩 7 天')
    expect(phaseText(campaign, '2026-11-30')).toBe('今天是最后一天')
    expect(phaseOf(campaign, '2026-12-01')).toBe('over')
    expect(phaseOf({ ...campaign, status: 'closed' }, '2026-10-07')).toBe('closed')
  })
})

describe('what members may write', () => {
  const id = '01938f6a-0000-7000-8000-000000000000'
  const fields = (result: { error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
    Object.fromEntries((result.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]))

  it('gives ids one spelling', () => {
    expect(contactEntrySchema.parse({ id: id.toUpperCase(), day: '2026-11-20', source: 'staff', quantity: 1 }).id).toBe(
      id,
    )
  })

  it('names the field that is wrong', () => {
    const base = { id, title: '秋季', startsOn: '2026-10-08', endsOn: '2026-11-30' }
    expect(createCampaignSchema.parse({ ...base, title: '  秋季\n 反诈 ' })).toMatchObject({
      title: '秋季 反诈',
      slogan: '',
      goalContacts: null,
    })
    expect(fields(createCampaignSchema.safeParse({ ...base, title: ' ' }))).toEqual({ title: '请填写活动名称' })
    expect(fields(createCampaignSchema.safeParse({ ...base, title: '字'.repeat(41) }))).toEqual({
      title: '活动名称最多 40 个字',
    })
    expect(fields(createCampaignSchema.safeParse({ ...base, endsOn: '2026-10-07' }))).toEqual({
      endsOn: '结束日期不能早于开始日期',
    })
    expect(fields(createCampaignSchema.safeParse({ ...base, endsOn: '2030-10-07' }))).toEqual({
      endsOn: '一次活动最长两年',
    })
    expect(fields(createCampaignSchema.safeParse({ ...base, startsOn: '0001-01-01', goalContacts: 0 }))).toMatchObject({
      startsOn: expect.any(String),
      goalContacts: '至少是 1',
    })
    expect(fields(createTouchpointSchema.safeParse({ id, kind: '飞艇', name: '' }))).toEqual({
      kind: '请选择触点类型',
      name: '请填写触点名称',
    })
    expect(fields(contactEntrySchema.safeParse({ id, day: '2026-02-30', source: 'system', quantity: -5 }))).toEqual({
      day: '日期要写成 2026-11-30 这样',
      source: '请选择数字的来源',
      quantity: '至少是 1',
    })
  })
})

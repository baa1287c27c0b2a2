import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { editCampaign, getCampaign } from '#server/campaign/campaigns.ts'
import { enterContacts, listContacts } from '#server/campaign/contacts.ts'
import { touchpointsCountedBy } from '#server/campaign/queries/touchpoints-counted-by.ts'
import { createTouchpoint } from '#server/campaign/touchpoints.ts'
import { contactEntrySchema, createTouchpointSchema } from '#shared/campaign/input.ts'
import { CONTACTS_PER_ENTRY } from '#shared/campaign/touchpoint.ts'
import { idParams } from '#shared/ids.ts'
import { seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { closeCampaign } from '../fixtures/seen.ts'

const NOW = new Date('2026-11-23T10:00:00+08:00')

describe.each(await databases())('contacts on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  const enter = (over: object) =>
    enterContacts(
      { id: seed.memberId, stationId: seed.stationId },
      seed.touchpointId,
      contactEntrySchema.parse({ id: v7(), day: '2026-11-20', source: 'staff', quantity: 100, ...over }),
      NOW,
    )
  const list = () => listContacts(seed.stationId, seed.touchpointId)
  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  it('adds, keeps sources apart and counts a repeated entry once', async () => {
    const id = v7()
    expect(await enter({ id })).toBe(true)
    expect(await enter({ id })).toBe(false)
    await enter({ source: 'platform', quantity: 7550 })
    await enter({ day: '2026-11-21', quantity: 30 })
    expect(await list()).toEqual([
      { day: '2026-11-21', source: 'staff', quantity: 30 },
      { day: '2026-11-20', source: 'staff', quantity: 100 },
      { day: '2026-11-20', source: 'platform', quantity: 7550 },
    ])
    await expect(enter({ id, quantity: 5 })).rejects.toMatchObject({ code: 'conflict' })
    const [audit] =
      await database.sql`select count(*)::int as rows from audit_log where subject_id = ${seed.touchpointId}`
    expect(audit!.rows).toBe(3)
  })

  it('knows for which touchpoints a member has counted, the last one first, and not what others counted', async () => {
    const me = { id: seed.memberId, stationId: seed.stationId }
    const other = await seedMember(database.db, seed.stationId, 'volunteer')
    const { id: second } = await createTouchpoint(
      me,
      seed.campaignId,
      createTouchpointSchema.parse({ id: v7(), kind: 'leaflet', name: '第二批' }),
    )
    const count = (by: typeof me, touchpoint: string, at: number) =>
      enterContacts(
        by,
        touchpoint,
        contactEntrySchema.parse({ id: v7(), day: '2026-11-20', source: 'staff', quantity: 1 }),
        new Date(NOW.getTime() + at),
      )
    await count(me, seed.touchpointId, 0)
    await count(me, second, 1)
    await count(other, seed.touchpointId, 2)
    expect(await touchpointsCountedBy(me, seed.campaignId)).toEqual([second, seed.touchpointId])
    await count(me, seed.touchpointId, 3)
    expect(await touchpointsCountedBy(me, seed.campaignId)).toEqual([seed.touchpointId, second])
    expect(await touchpointsCountedBy(other, seed.campaignId)).toEqual([seed.touchpointId])
    expect(await touchpointsCountedBy({ ...me, stationId: v7() }, seed.campaignId)).toEqual([])
  })

  it('corrects by a negative row and never below zero, however many correct at once', async () => {
    await enter({ quantity: 100 })
    await expect(enter({ mode: 'correct', quantity: 101 })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { quantity: expect.stringContaining('最多减 100') },
    })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => enter({ mode: 'correct', quantity: 30 })))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3)
    expect(await list()).toEqual([{ day: '2026-11-20', source: 'staff', quantity: 10 }])
    const repeated = v7()
    await enter({ id: repeated, mode: 'correct', quantity: 10 })
    expect(await enter({ id: repeated, mode: 'correct', quantity: 10 })).toBe(false)
    expect(await list()).toEqual([])
    const ledger = await database.sql`
        select sum(quantity)::int as left, count(*)::int as rows
        from reach_events where touchpoint_id = ${seed.touchpointId}`
    expect(ledger[0]).toMatchObject({ left: 0, rows: 5 })
  })

  it('takes back what was reported before a start that was moved since', async () => {
    await enter({ quantity: 100 })
    const { title, slogan, endsOn, goalContacts, goalCompletions, population, revision } = await getCampaign(
      seed.stationId,
      seed.campaignId,
    )
    await editCampaign({ id: seed.memberId, stationId: seed.stationId }, seed.campaignId, {
      title,
      slogan,
      startsOn: '2026-11-22',
      endsOn,
      goalContacts,
      goalCompletions,
      population,
      revision,
    })
    await expect(enter({ quantity: 1 })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { day: expect.any(String) },
    })
    await enter({ mode: 'correct', quantity: 100 })
    expect(await list()).toEqual([])
  })

  it('counts an entry once, whichever case the ids are written in', async () => {
    const id = v7()
    const loud = (text: string) => idParams.parse({ id: text.toUpperCase() }).id
    const enterLoudly = () =>
      enterContacts(
        { id: seed.memberId, stationId: seed.stationId },
        loud(seed.touchpointId),
        contactEntrySchema.parse({ id: id.toUpperCase(), day: '2026-11-20', source: 'staff', quantity: 100 }),
        NOW,
      )
    expect(await enterLoudly()).toBe(true)
    expect(await enterLoudly()).toBe(false)
    expect(await enter({ id })).toBe(false)
    expect(await list()).toEqual([{ day: '2026-11-20', source: 'staff', quantity: 100 }])
  })

  it('refuses days that cannot be, foreign touchpoints, closed campaigns and sums beyond reason', async () => {
    await expect(enter({ day: '2026-11-24' })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { day: expect.any(String) },
    })
    await expect(enter({ day: '2026-10-31' })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { day: expect.any(String) },
    })
    const other = await seedStation(database.db)
    const entry = contactEntrySchema.parse({ id: v7(), day: '2026-11-20', source: 'staff', quantity: 1 })
    await expect(
      enterContacts({ id: other.memberId, stationId: other.stationId }, seed.touchpointId, entry, NOW),
    ).rejects.toMatchObject({ code: 'not_found' })
    await expect(listContacts(other.stationId, seed.touchpointId)).rejects.toMatchObject({ code: 'not_found' })
    for (let i = 0; i < 100; i++) await enter({ quantity: CONTACTS_PER_ENTRY })
    await expect(enter({ quantity: 1 })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { quantity: expect.any(String) },
    })
    await closeCampaign({ id: seed.memberId, stationId: seed.stationId }, seed.campaignId, '测试活动')
    await expect(enter({})).rejects.toMatchObject({ code: 'conflict' })
  })
})

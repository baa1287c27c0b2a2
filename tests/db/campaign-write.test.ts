import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeCampaign as closeUnseen, createCampaign, editCampaign, getCampaign } from '#server/campaign/campaigns.ts'
import { requireOpenCode, resolveCode } from '#server/campaign/codes.ts'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { listTouchpoints } from '#server/campaign/queries/list-touchpoints.ts'
import { archiveTouchpoint as archiveUnseen, createTouchpoint, editTouchpoint } from '#server/campaign/touchpoints.ts'
import { touchpoints } from '#server/database/schema/index.ts'
import { createCampaignSchema, createTouchpointSchema } from '#shared/campaign/input.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { archiveTouchpoint, closeCampaign } from '../fixtures/seen.ts'

describe.each(await databases())('writing campaigns on $name', ({ create }) => {
  let database: TestDatabase
  let ours: Seed
  let theirs: Seed
  const by = (seed: Seed) => ({ id: seed.memberId, stationId: seed.stationId })
  const campaignInput = (over: object = {}) =>
    createCampaignSchema.parse({
      id: v7(),
      title: '秋季反诈进小区',
      startsOn: '2026-10-08',
      endsOn: '2026-11-30',
      ...over,
    })
  const touchpointInput = (over: object = {}) =>
    createTouchpointSchema.parse({ id: v7(), kind: 'leaflet', name: '第二批传单', ...over })
  const audited = async (subjectId: string) =>
    (await database.sql`select action from audit_log where subject_id = ${subjectId} order by at, id`).map(
      (row) => row.action,
    )
  beforeAll(async () => {
    database = await create()
    ours = await seedStation(database.db)
    theirs = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  it('makes a campaign once, however often the form is sent', async () => {
    const input = campaignInput({ goalContacts: 5000 })
    const made = await Promise.all([createCampaign(by(ours), input), createCampaign(by(ours), input)])
    expect(made[0]).toEqual(made[1])
    expect(made[0]).toMatchObject({
      title: '秋季反诈进小区',
      goalContacts: 5000,
      population: null,
      revision: 1,
      status: 'open',
    })
    expect(made[0]).not.toHaveProperty('salt')
    expect(await audited(input.id)).toEqual(['campaign.create'])
    await expect(createCampaign(by(theirs), input)).rejects.toMatchObject({ code: 'conflict' })
    expect((await listCampaigns(ours.stationId)).map((row) => row.id)).toContain(input.id)
    expect((await listCampaigns(theirs.stationId)).map((row) => row.id)).not.toContain(input.id)
  })

  it('lets one of two editors win and tells the other', async () => {
    const { id, ...fields } = await createCampaign(by(ours), campaignInput())
    const edit = (title: string) => editCampaign(by(ours), id, { ...fields, title, revision: 1 })
    const outcomes = await Promise.allSettled([edit('甲改的'), edit('乙改的')])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    const stored = await getCampaign(ours.stationId, id)
    expect(stored).toMatchObject({ revision: 2 })
    // The loser gets the stored row along, to compare it with the own text.
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', body: { current: { title: stored.title, revision: 2 } } },
    })
    // The winner's answer may be lost: sending the same again is no conflict with oneself.
    expect(await edit(stored.title)).toMatchObject({ revision: 2 })
    expect(await audited(id)).toEqual(['campaign.create', 'campaign.edit'])
  })

  it('knows no campaign or touchpoint of another station', async () => {
    const { id: touchpointId } = await createTouchpoint(by(ours), ours.campaignId, touchpointInput())
    const foreign = by(theirs)
    const fields = { ...campaignInput(), revision: 1 }
    const outcomes = await Promise.allSettled([
      getCampaign(theirs.stationId, ours.campaignId),
      editCampaign(foreign, ours.campaignId, fields),
      closeCampaign(foreign, ours.campaignId, '测试活动'),
      createTouchpoint(foreign, ours.campaignId, touchpointInput()),
      editTouchpoint(foreign, touchpointId, { ...touchpointInput(), revision: 1 }),
      archiveTouchpoint(foreign, touchpointId, true),
    ])
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      outcomes.map(() => 'not_found'),
    )
    expect(await listTouchpoints(theirs.stationId, ours.campaignId)).toEqual([])
  })

  it('closes for good: salt gone, codes gone, nothing more to write', async () => {
    const { id } = await createCampaign(by(ours), campaignInput({ title: '冬季行动' }))
    const { code } = await createTouchpoint(by(ours), id, touchpointInput())
    expect((await requireOpenCode(code)).salt).toHaveLength(32)
    await expect(closeCampaign(by(ours), id, '冬季')).rejects.toMatchObject({
      code: 'bad_input',
      fields: { title: expect.any(String) },
    })
    // For good: not over what a colleague has changed since, who may have prolonged it.
    await expect(closeUnseen(by(ours), id, { title: '冬季行动', revision: 9 })).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await closeCampaign(by(ours), id, '冬季行动')).toMatchObject({ status: 'closed' })
    expect(await closeCampaign(by(ours), id, '冬季行动')).toMatchObject({ status: 'closed' })
    expect(await audited(id)).toEqual(['campaign.create', 'campaign.close'])
    expect(await resolveCode(code)).toMatchObject({ campaign: { status: 'closed' } })
    await expect(requireOpenCode(code)).rejects.toMatchObject({ code: 'gone' })
    await expect(createTouchpoint(by(ours), id, touchpointInput())).rejects.toMatchObject({ code: 'conflict' })
    await expect(editCampaign(by(ours), id, { ...campaignInput(), revision: 2 })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('tries another code when one is taken', async () => {
    const codes = [ours.code, ours.code, 'FRESH22']
    const input = touchpointInput()
    expect(await createTouchpoint(by(ours), ours.campaignId, input, () => codes.shift()!)).toMatchObject({
      code: 'FRESH22',
      revision: 1,
    })
    expect(await createTouchpoint(by(ours), ours.campaignId, input)).toMatchObject({ code: 'FRESH22' })
    expect(await audited(input.id)).toEqual(['touchpoint.create'])
  })

  it('makes a touchpoint once, whichever case its id is written in', async () => {
    const input = touchpointInput()
    const shouted = touchpointInput({ id: input.id.toUpperCase() })
    expect(await createTouchpoint(by(ours), ours.campaignId, shouted)).toMatchObject({ id: input.id })
    expect(await createTouchpoint(by(ours), ours.campaignId, input)).toMatchObject({ id: input.id })
    expect(await audited(input.id)).toEqual(['touchpoint.create'])
  })

  it('gives a touchpoint again that was stored just before the campaign was full, or closed', async () => {
    const { id } = await createCampaign(by(ours), campaignInput({ title: '满额' }))
    await database.db
      .insert(touchpoints)
      .values(
        Array.from({ length: 499 }, (_, index) => ({ campaignId: id, kind: 'poster' as const, name: `${index}` })),
      )
    const last = touchpointInput()
    const made = await createTouchpoint(by(ours), id, last)
    expect(await createTouchpoint(by(ours), id, last)).toEqual(made)
    await expect(createTouchpoint(by(ours), id, touchpointInput())).rejects.toMatchObject({ code: 'conflict' })
    await closeCampaign(by(ours), id, '满额')
    expect(await createTouchpoint(by(ours), id, last)).toEqual(made)
    // An id belongs to one campaign only.
    await expect(createTouchpoint(by(ours), ours.campaignId, last)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('edits, archives and restores a touchpoint, and keeps its code working', async () => {
    const { id, code } = await createTouchpoint(by(ours), ours.campaignId, touchpointInput())
    const edit = (revision: number, name = '海报') =>
      editTouchpoint(by(ours), id, {
        kind: 'poster',
        name,
        place: '迎晖路',
        grid: '三网格',
        plannedCount: 20,
        revision,
      })
    expect(await edit(1)).toMatchObject({ kind: 'poster', grid: '三网格', revision: 2, code })
    await expect(edit(1, '大海报')).rejects.toMatchObject({ code: 'conflict', current: { name: '海报', revision: 2 } })
    expect(await edit(1)).toMatchObject({ revision: 2 })
    await expect(archiveUnseen(by(ours), id, { archived: true, revision: 1 })).rejects.toMatchObject({
      code: 'conflict',
      current: { name: '海报', revision: 2 },
    })
    expect((await archiveTouchpoint(by(ours), id, true)).archivedAt).toBeInstanceOf(Date)
    expect(await archiveTouchpoint(by(ours), id, true)).toMatchObject({ revision: 3 })
    // A form from before the archiving must not save unseen.
    await expect(edit(2, '大海报')).rejects.toMatchObject({ code: 'conflict', current: { name: '海报', revision: 3 } })
    expect((await requireOpenCode(code)).touchpointId).toBe(id)
    expect(await archiveTouchpoint(by(ours), id, false)).toMatchObject({ archivedAt: null, revision: 4 })
    await expect(edit(3, '大海报')).rejects.toMatchObject({ code: 'conflict' })
    expect(await audited(id)).toEqual([
      'touchpoint.create',
      'touchpoint.edit',
      'touchpoint.archive',
      'touchpoint.restore',
    ])
  })
})

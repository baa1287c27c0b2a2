import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCampaign, editCampaign, noteExport } from '#server/campaign/campaigns.ts'
import { createTouchpoint, editTouchpoint } from '#server/campaign/touchpoints.ts'
import { readHistory } from '#server/member/history.ts'
import { createCampaignSchema, createTouchpointSchema } from '#shared/campaign/input.ts'
import type { AuditGroup } from '#shared/member/audit.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { editAsSeen, officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('what the log says on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())
  /** Newest first. */
  const sentences = async (group: AuditGroup) =>
    (await readHistory(seed, { group })).entries.map(({ sentence }) => sentence)

  it('names the screen and what was changed of it, and is silent when nothing was', async () => {
    const { id } = await pairScreen(seed, { campaignId: null })
    const officer = officerOf(seed)
    const form = { name: '入口大屏', zone: '第二展区', campaignId: seed.campaignId }
    await editAsSeen(officer, id, form)
    await editAsSeen(officer, id, form)
    expect(await sentences('screen')).toEqual([
      '修改了互动屏“入口大屏”（改了展区、显示的活动）',
      '连接了互动屏“入口大屏”',
    ])
  })

  it('says which goals of a campaign were changed, and is silent when nothing was', async () => {
    const made = await createCampaign(
      officerOf(seed),
      createCampaignSchema.parse({ id: v7(), title: '秋季行动', startsOn: '2026-10-08', endsOn: '2026-11-30' }),
    )
    const { title, slogan, startsOn, endsOn, population } = made
    const form = { title, slogan, startsOn, endsOn, population, goalContacts: 5000, goalCompletions: 800 }
    expect(await editCampaign(officerOf(seed), made.id, { ...form, revision: 1 })).toMatchObject({ revision: 2 })
    expect(await editCampaign(officerOf(seed), made.id, { ...form, revision: 2 })).toMatchObject({ revision: 2 })
    expect(await sentences('campaign')).toEqual([
      '修改了宣传活动“秋季行动”（改了人次目标、做完问答目标）',
      '新建了宣传活动“秋季行动”',
    ])
  })

  it('is silent about a touchpoint that was saved as it was', async () => {
    const made = await createTouchpoint(
      officerOf(seed),
      seed.campaignId,
      createTouchpointSchema.parse({ id: v7(), kind: 'poster', name: '海报' }),
    )
    const { kind, name, place, grid, plannedCount } = made
    expect(
      await editTouchpoint(officerOf(seed), made.id, { kind, name, place, grid, plannedCount, revision: 1 }),
    ).toMatchObject({ revision: 1 })
    expect((await sentences('touchpoint'))[0]).toBe('新增了触点“海报”')
  })

  it('knows who took the figures out of the house', async () => {
    await noteExport(officerOf(seed), seed.campaignId)
    expect((await readHistory(seed, { group: 'campaign' })).entries[0]).toMatchObject({
      sentence: '导出了宣传活动“测试活动”的数据',
      memberName: '测试员',
    })
    const stranger = await seedStation(database.db)
    await expect(noteExport(officerOf(stranger), seed.campaignId)).rejects.toMatchObject({ code: 'not_found' })
  })
})

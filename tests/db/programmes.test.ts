/** Programmes and their slots: drafts, versions, what is refused, and what screens get. */
import { eq, sql } from 'drizzle-orm'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideLibrary } from '#server/content/library.ts'
import { auditLog, programmeVersions } from '#server/database/schema/index.ts'
import type { Actor } from '#server/programme/find.ts'
import { readProgramme } from '#server/programme/find.ts'
import { holidaysAt } from '#server/programme/holidays.ts'
import {
  archiveProgramme,
  createProgramme,
  listProgrammes,
  publishProgramme,
  restoreProgramme,
  saveProgramme,
} from '#server/programme/programmes.ts'
import { createSlot, editSlot, readSlotBoard, removeSlot } from '#server/programme/slots.ts'
import { readRevisions } from '#server/screen/revision.ts'
import { readScreenState } from '#server/screen/state.ts'
import { createSlotSchema, saveProgrammeSchema } from '#shared/programme/input.ts'
import type { Scene } from '#shared/programme/scene.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { groupOf, noticeOf, sceneOf, slotOf } from '../fixtures/programme.ts'
import { pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('programmes on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let by: Actor
  const library = useRealLibrary()
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
    by = { id: seed.memberId, stationId: seed.stationId }
  })
  afterAll(() => database.drop())

  const made = async (title: string, scenes: Scene[] = []): Promise<string> => {
    const { id } = await createProgramme(by, { id: v7(), title, copyOf: null })
    if (scenes.length) await saveProgramme(by, id, { title, scenes, revision: 1 })
    return id
  }
  const published = async (title: string, scenes = [noticeOf(title)]): Promise<string> => {
    const id = await made(title, scenes)
    await publishProgramme(by, id, { revision: 2 })
    return id
  }

  it('keep a draft apart from what is published, and each version as it was', async () => {
    const id = await published('平日')
    const first = await readProgramme(seed.stationId, id)
    expect(first).toMatchObject({ publishedVersion: 1, changed: false, revision: 2 })
    const scenes = [...first.scenes, noticeOf('第二个')]
    const saved = await saveProgramme(by, id, { title: '平日', scenes, revision: 2 })
    expect(saved).toMatchObject({ publishedVersion: 1, changed: true, revision: 3 })
    expect(await publishProgramme(by, id, { revision: 3 })).toMatchObject({ publishedVersion: 2, changed: false })
    // A retry makes no third one.
    expect(await publishProgramme(by, id, { revision: 3 })).toMatchObject({ publishedVersion: 2 })
    const kept = await database.db.select().from(programmeVersions).where(eq(programmeVersions.programmeId, id))
    expect(kept.map(({ scenes: each }) => each.length).sort()).toEqual([1, 2])
    await expect(
      database.db.update(programmeVersions).set({ title: 'x' }).where(eq(programmeVersions.programmeId, id)),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('append-only') } })
  })

  it('refuse a form that was opened before somebody else saved, and show what they saved', async () => {
    const id = await made('同时改', [noticeOf('一')])
    await saveProgramme(by, id, { title: '别人的', scenes: [noticeOf('二')], revision: 2 })
    await expect(saveProgramme(by, id, { title: '我的', scenes: [], revision: 2 })).rejects.toMatchObject({
      code: 'conflict',
      current: { title: '别人的', revision: 3 },
    })
    await expect(publishProgramme(by, id, { revision: 2 })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('can be copied, put aside and taken back, but not put aside while they are in use', async () => {
    const id = await published('原来的')
    const { id: copy } = await createProgramme(by, { id: v7(), title: '副本', copyOf: id })
    expect((await readProgramme(seed.stationId, copy)).scenes).toEqual((await readProgramme(seed.stationId, id)).scenes)
    const groupId = await groupOf(database.db, seed.stationId)
    const slot = { ...slotOf({ programmeId: id }), groupId }
    await createSlot(by, slot)
    await expect(archiveProgramme(by, id, { revision: 2 })).rejects.toMatchObject({
      code: 'conflict',
      message: /大厅屏组/,
    })
    await removeSlot(by, slot.id, { revision: 1 })
    await expect(archiveProgramme(by, id, { revision: 1 })).rejects.toMatchObject({
      code: 'conflict',
      current: { revision: 2 },
    })
    await archiveProgramme(by, id, { revision: 2 })
    const archived = async () => (await listProgrammes(seed.stationId)).find((each) => each.id === id)?.archived
    expect(await archived()).toBe(true)
    await expect(createSlot(by, { ...slot, id: v7() })).rejects.toMatchObject({ fields: { programmeId: /归档/ } })
    await restoreProgramme(by, id)
    expect(await archived()).toBe(false)
  })

  it.each([
    ['a scenario that is not there', sceneOf({ kind: 'scenario', scenario: 'no-such' }), 'scenario', '撤下'],
    ['a panel that is not there', sceneOf({ kind: 'panels', panels: ['no-such'], panelSeconds: 20 }), 'panels', '撤下'],
    ['a scam that is not there', sceneOf({ kind: 'scams', scams: ['no-such'] }), 'scams', '撤下'],
    ['a missing medium', sceneOf({ kind: 'media', media: 'a'.repeat(43), fit: 'cover' }), 'media', '找不到'],
    [
      'one half that is not there',
      sceneOf({ kind: 'split', parts: [{ kind: 'attract' }, { kind: 'scams', scams: ['no-such'] }] }),
      'scams',
      '撤下',
    ],
  ])('refuse %s, with the name of its field', async (_what, scene, field, word) => {
    const id = await made('有问题')
    await expect(
      saveProgramme(by, id, { title: '有问题', scenes: [noticeOf('好的'), scene], revision: 1 }),
    ).rejects.toMatchObject({
      code: 'bad_input',
      fields: { [`scenes.1.content.${field}`]: expect.stringMatching(new RegExp(`第 2 个场景.*${word}`)) },
    })
    expect((await readProgramme(seed.stationId, id)).revision).toBe(1)
  })

  it('refuse a scenario that has expired or was withdrawn since the draft was saved', async () => {
    const scenario = library.scenarios[0]!
    const id = await made('情景', [sceneOf({ kind: 'scenario', scenario: scenario.id })])
    const late = new Date(Date.parse(`${scenario.expires}T12:00:00+08:00`) + 24 * 3600_000)
    await expect(publishProgramme(by, id, { revision: 2 }, late)).rejects.toMatchObject({
      fields: { 'scenes.0.content.scenario': expect.stringContaining(scenario.title) },
    })
    const without = new Map(library.scenarioById)
    without.delete(scenario.id)
    provideLibrary({ ...library, scenarioById: without })
    await expect(publishProgramme(by, id, { revision: 2 })).rejects.toMatchObject({
      fields: { 'scenes.0.content.scenario': expect.stringContaining('撤下') },
    })
    provideLibrary(library)
    expect(await publishProgramme(by, id, { revision: 2 })).toMatchObject({ publishedVersion: 1 })
    await expect(publishProgramme(by, await made('空的'), { revision: 1 })).rejects.toMatchObject({
      fields: { scenes: expect.any(String) },
    })
  })

  it('refuse two slots that meet, naming both, also when they are made at the same moment', async () => {
    const [one, two] = [await published('上午场'), await published('下午场')]
    const groupId = await groupOf(database.db, seed.stationId)
    const slot = (over: Parameters<typeof slotOf>[0]) => ({ ...slotOf({ programmeId: one, ...over }), groupId })
    const hours = { weekdays: [1, 2, 3, 4, 5], startsAt: '09:00', endsAt: '12:00' }
    const both = await Promise.allSettled([
      createSlot(by, slot(hours)),
      createSlot(by, slot({ ...hours, programmeId: two, startsAt: '11:00', endsAt: '13:00' })),
    ])
    const refused = both.filter((each) => each.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toMatchObject({
      code: 'bad_input',
      fields: { startsAt: expect.stringMatching(/上午场.*下午场|下午场.*上午场/) },
    })
    // Night before, past midnight; another priority; another day: no clash.
    await createSlot(by, slot({ startsAt: '20:00', endsAt: '09:00', weekdays: [1, 2, 3, 4, 5] }))
    await createSlot(by, slot({ ...hours, programmeId: two, priority: 3 }))
    await createSlot(by, slot({ ...hours, weekdays: [6] }))
    const { slots } = await readSlotBoard(seed.stationId)
    const night = slots.find(({ groupId: group, startsAt }) => group === groupId && startsAt === '20:00')!
    const { groupId: _group, programmeTitle: _title, id, ...form } = night
    await expect(editSlot(by, id, { ...form, endsAt: '09:01' })).rejects.toMatchObject({
      fields: { startsAt: expect.any(String) },
    })
    await editSlot(by, id, { ...form, endsAt: '08:00' })
    await expect(editSlot(by, id, { ...form, endsAt: '07:00' })).rejects.toMatchObject({
      code: 'conflict',
      current: { endsAt: '08:00', revision: 2 },
    })
    await expect(removeSlot(by, id, { revision: 1 })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('belong to their station', async () => {
    const id = await published('本站的')
    const other = await seedStation(database.db)
    const stranger = { id: other.memberId, stationId: other.stationId }
    await expect(readProgramme(other.stationId, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(archiveProgramme(stranger, id, { revision: 2 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(createProgramme(stranger, { id: v7(), title: '偷来的', copyOf: id })).rejects.toMatchObject({
      code: 'not_found',
    })
    const groupId = await groupOf(database.db, other.stationId)
    await expect(createSlot(stranger, { ...slotOf({ programmeId: id }), groupId })).rejects.toMatchObject({
      fields: { programmeId: expect.any(String) },
    })
    await expect(createSlot(by, { ...slotOf({ programmeId: id }), groupId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('reach the screens of a group, whose revision rises with each change', async () => {
    const screen = await pairScreen(seed)
    const groupId = await groupOf(database.db, seed.stationId, [screen.id])
    const id = await published('屏上的')
    const revision = async () => (await readRevisions([screen.id])).get(screen.id) ?? 0
    const show = async () => (await readScreenState(screen.id, undefined)).show
    expect((await show()).kind).toBe('attract')
    let before = await revision()
    const rose = async () => {
      const now = await revision()
      expect(now).toBeGreaterThan(before)
      before = now
    }
    const slot = { ...slotOf({ programmeId: id, days: 'workdays' }), groupId }
    await createSlot(by, slot)
    await rose()
    expect(await show()).toMatchObject({
      kind: 'programme',
      slots: [{ id: slot.id, days: 'workdays' }],
      programmes: [{ id, version: 1, scenes: [{ content: { kind: 'notice', title: '屏上的' } }] }],
      special: holidaysAt(new Date()).special,
      beneath: { kind: 'attract' },
    })
    await saveProgramme(by, id, { title: '屏上的', scenes: [noticeOf('新的')], revision: 2 })
    expect(await revision()).toBe(before)
    expect(await show()).toMatchObject({ programmes: [{ version: 1 }] })
    await publishProgramme(by, id, { revision: 3 })
    await rose()
    expect(await show()).toMatchObject({ programmes: [{ version: 2, scenes: [{ content: { title: '新的' } }] }] })
    await removeSlot(by, slot.id, { revision: 1 })
    await rose()
    expect((await show()).kind).toBe('attract')
  })

  it('leave an entry for each change', async () => {
    const rows = await database.db
      .select({ action: auditLog.action, count: sql<number>`count(*)`.mapWith(Number) })
      .from(auditLog)
      .where(eq(auditLog.stationId, seed.stationId))
      .groupBy(auditLog.action)
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'programme.create',
        'programme.edit',
        'programme.publish',
        'programme.archive',
        'programme.restore',
        'slot.create',
        'slot.edit',
        'slot.delete',
      ]),
    )
  })
})

describe('what is typed', () => {
  const fieldsOf = (scene: object) => {
    const parsed = saveProgrammeSchema.safeParse({ title: '一', scenes: [{ id: v7(), ...scene }], revision: 1 })
    return parsed.error?.issues.map(({ path }) => path.join('.')) ?? []
  }
  it.each([
    ['no seconds', { seconds: null, content: { kind: 'attract' } }, ['scenes.0.seconds']],
    ['too long', { seconds: 3_601, content: { kind: 'attract' } }, ['scenes.0.seconds']],
    ['an unknown kind', { seconds: 10, content: { kind: 'hologram' } }, ['scenes.0.content.kind']],
    [
      'an address that is no web page',
      { seconds: 10, content: { kind: 'livestream', title: '直播', text: '', url: 'javascript:alert(1)' } },
      ['scenes.0.content.url'],
    ],
    [
      'a notice without a title',
      { seconds: 10, content: { kind: 'notice', title: ' ', text: '' } },
      ['scenes.0.content.title'],
    ],
    [
      'a split in a split',
      { seconds: 10, content: { kind: 'split', parts: [{ kind: 'split' }, { kind: 'reach' }] } },
      ['scenes.0.content.parts.0.kind'],
    ],
  ])('is refused by its field: %s', (_what, scene, fields) => expect(fieldsOf(scene)).toEqual(fields))

  it('has a slot end after it begins, in days and in weekdays', () => {
    const slot = { ...slotOf({ programmeId: v7() }), groupId: v7() }
    const problems = (over: object) =>
      createSlotSchema.safeParse({ ...slot, ...over }).error?.issues.map(({ path }) => path.join('.')) ?? []
    expect(problems({})).toEqual([])
    expect(problems({ validFrom: '2026-12-02', validUntil: '2026-12-01' })).toEqual(['validUntil'])
    expect(problems({ weekdays: [] })).toEqual(['weekdays'])
    expect(problems({ startsAt: '24:00' })).toEqual(['startsAt'])
  })

  it('knows the days off of the announced years, and says of which', () => {
    const { special, until } = holidaysAt(new Date('2026-09-25T12:00:00+08:00'))
    expect(special).toMatchObject({ '2026-10-01': false, '2026-10-07': false, '2026-10-10': true })
    expect(special['2026-10-12']).toBeUndefined()
    expect(until).toBe('2026-12-31')
  })
})

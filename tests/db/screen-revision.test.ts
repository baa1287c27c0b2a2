/** The revision of what screens show rises with each relevant change, whoever makes it, and with nothing else. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { campaigns, screenRevisions, screens, stations } from '#server/database/schema/index.ts'
import { heartbeat, markOnline } from '#server/screen/presence.ts'
import { storeReport } from '#server/screen/report.ts'
import { raiseAbove, raiseRevisions, readRevisions } from '#server/screen/revision.ts'
import { readScreenState } from '#server/screen/state.ts'
import { publishedCard, seedMember } from '../fixtures/card.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { editAsSeen, officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { showOnScreens, stopOnScreens, withdrawCard } from '../fixtures/seen.ts'

describe.each(await databases())('the revision of a screen on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let screenId: string
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
    screenId = (await pairScreen(seed)).id
  })
  afterAll(() => database.drop())
  const revision = async () => (await readRevisions([screenId])).get(screenId) ?? 0
  /** @returns by how much the change raised the revision */
  async function raisedBy(change: () => Promise<unknown>): Promise<number> {
    const before = await revision()
    await change()
    return (await revision()) - before
  }
  const form = { name: '二号屏', zone: '', campaignId: null }

  it('is in the state, and rises with a change of screen, campaign, station or urgent card', async () => {
    const officer = await seedMember(database.db, seed.stationId, 'officer')
    expect((await readScreenState(screenId, undefined)).revision).toBe(await revision())
    const moved = { ...form, name: '一号屏', campaignId: seed.campaignId }
    expect(await raisedBy(() => editAsSeen(officerOf(seed), screenId, moved))).toBeGreaterThan(0)
    expect(
      await raisedBy(() =>
        database.db.update(campaigns).set({ title: '新题目' }).where(eq(campaigns.id, seed.campaignId)),
      ),
    ).toBeGreaterThan(0)
    expect(
      await raisedBy(() => database.db.update(stations).set({ name: '新名字' }).where(eq(stations.id, seed.stationId))),
    ).toBeGreaterThan(0)
    let card = ''
    expect(
      await raisedBy(async () => {
        card = (await publishedCard(officer, officer, {}, { urgent: true })).id
      }),
    ).toBeGreaterThan(0)
    expect(await raisedBy(() => showOnScreens(officer, card, '1h'))).toBeGreaterThan(0)
    expect(await raisedBy(() => stopOnScreens(officer, card))).toBeGreaterThan(0)
    expect(await raisedBy(() => withdrawCard(officer, card, '误报'))).toBeGreaterThan(0)
    expect((await readScreenState(screenId, undefined)).revision).toBe(await revision())
  })

  it('rises above what a screen holds from before a restored backup, and not for what is known', async () => {
    const { id } = await pairScreen(seed)
    const known = async () => (await readRevisions([id])).get(id)
    const held = Date.now() + 86_400_000
    await raiseAbove(id, held)
    expect(await known()).toBe(held + 1)
    await raiseAbove(id, held + 1)
    await raiseAbove(id, held - 1)
    expect(await known()).toBe(held + 1)
    await editAsSeen(officerOf(seed), id, { ...form, name: '后来' })
    expect(await known()).toBe(held + 2)
  })

  it('stays with what no screen shows: presence, reports, a save that changes nothing, another screen', async () => {
    const report = { kind: 'panels', revision: 1, shownAt: Date.now() } as const
    const officer = await seedMember(database.db, seed.stationId, 'officer')
    const neighbour = await pairScreen(seed)
    await editAsSeen(officerOf(seed), screenId, form)
    expect(
      await raisedBy(async () => {
        await markOnline(screenId)
        await heartbeat([screenId])
        await storeReport(screenId, report)
        await editAsSeen(officerOf(seed), screenId, form)
        await editAsSeen(officerOf(seed), neighbour.id, { ...form, name: '三号屏' })
        await publishedCard(officer, officer)
      }),
    ).toBe(0)
  })

  it('rises from every change of many at once, none of which waits for another for ever', async () => {
    await editAsSeen(officerOf(seed), screenId, { ...form, campaignId: seed.campaignId })
    const before = await revision()
    const changes = 12
    await Promise.all(
      Array.from({ length: changes }, (_, n) =>
        n % 2
          ? editAsSeen(officerOf(seed), screenId, { ...form, name: `屏 ${n}`, campaignId: seed.campaignId })
          : database.db
              .update(campaigns)
              .set({ title: `题目 ${n}` })
              .where(eq(campaigns.id, seed.campaignId)),
      ),
    )
    expect((await revision()) - before).toBeGreaterThanOrEqual(changes)
  })

  it('rises at the start of a server also over a backup of an earlier day that was put back', async () => {
    const held = await revision()
    await database.db.update(screenRevisions).set({ revision: held - 86_400_000 })
    await raiseRevisions()
    expect(await revision()).toBeGreaterThan(held)
  })

  it('and what a screen reports are kept, and told apart from what is known', async () => {
    const report = { kind: 'panels', revision: 7, shownAt: 1_800_000_000_000 } as const
    expect(await storeReport(screenId, report)).toBe(true)
    expect(await storeReport(screenId, { ...report, shownAt: 1_800_000_009_000 })).toBe(false)
    expect(await storeReport(screenId, { ...report, kind: 'play' })).toBe(true)
    const [row] = await database.db
      .select({ kind: screens.shownKind, revision: screens.shownRevision })
      .from(screens)
      .where(eq(screens.id, screenId))
    expect(row).toEqual({ kind: 'play', revision: 7 })
  })
})

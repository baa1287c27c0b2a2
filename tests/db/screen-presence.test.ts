import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { screens } from '#server/database/schema/index.ts'
import { listScreens } from '#server/screen/list.ts'
import { heartbeat, markOffline, markOnline, STALE_MS, sweepStale } from '#server/screen/presence.ts'
import { openPairing } from '#server/screen/pairing.ts'
import { createScreen } from '#server/screen/screens.ts'
import { COLLECT_GRACE_MS, PAIRING_TTL_MS } from '#shared/screen/pairing.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { editAsSeen, officerOf, pairScreen } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

describe.each(await databases())('presence of screens on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  let id: string
  const start = new Date('2026-11-23T10:00:00+08:00')
  const after = (ms: number) => new Date(start.getTime() + ms)
  const entry = async (now: Date) => (await listScreens(seed.stationId, now)).screens[0]
  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    seed = await seedStation(database.db)
    id = (await pairScreen(seed)).id
  })
  afterAll(() => database.drop())

  it('stays online as long as its server says so', async () => {
    await markOnline(id, start)
    for (let ms = 0; ms <= STALE_MS * 3; ms += STALE_MS / 2) {
      expect(await heartbeat([id], after(ms))).toEqual([])
      expect(await sweepStale(after(ms))).toEqual([])
      expect(await entry(after(ms))).toMatchObject({ online: true, onlineSince: start.toISOString() })
    }
  })

  it('is offline since its last sign of life when its server was killed, also before anyone swept', async () => {
    await markOnline(id, start)
    await heartbeat([id], after(5_000))
    const late = after(5_000 + STALE_MS + 1)
    expect(await entry(late)).toMatchObject({
      online: false,
      onlineSince: null,
      lastSeenAt: after(5_000).toISOString(),
    })
    expect(await sweepStale(late)).toEqual([{ id, stationId: seed.stationId }])
    // Another node checks a moment later: the change is announced only once.
    expect(await sweepStale(late)).toEqual([])
    expect(await entry(late)).toMatchObject({ online: false, lastSeenAt: after(5_000).toISOString() })
  })

  it('belongs to the connection that began last', async () => {
    const first = await markOnline(id, start)
    const second = await markOnline(id, after(1_000))
    expect(await markOffline(id, first!, after(1_500))).toBe(false)
    expect(await entry(after(1_500))).toMatchObject({ online: true, onlineSince: after(1_000).toISOString() })
    expect(await markOffline(id, second!, after(2_000))).toBe(true)
    expect(await entry(after(2_000))).toMatchObject({ online: false, lastSeenAt: after(2_000).toISOString() })
  })

  it('comes back with the next heartbeat when it was taken for offline wrongly', async () => {
    expect(await heartbeat([id], start)).toEqual([{ id, stationId: seed.stationId }])
    expect(await entry(start)).toMatchObject({ online: true, onlineSince: start.toISOString() })
  })

  it('tells when a screen whose code was entered can no longer come for its token', async () => {
    const other = await seedStation(database.db)
    const { code } = await openPairing('test', start)
    await createScreen(
      officerOf(other),
      { code, name: '二号屏', zone: '', campaignId: null },
      after(PAIRING_TTL_MS - 1),
    )
    const seen = async (ms: number) => (await listScreens(other.stationId, after(ms))).screens[0]
    expect(await seen(PAIRING_TTL_MS + COLLECT_GRACE_MS - 1)).toMatchObject({ collected: false, lapsed: false })
    expect(await seen(PAIRING_TTL_MS + COLLECT_GRACE_MS)).toMatchObject({ collected: false, lapsed: true })
    expect(await entry(after(PAIRING_TTL_MS + COLLECT_GRACE_MS))).toMatchObject({ collected: true, lapsed: false })
  })

  it('keeps the figures of a screen together when its campaign is switched back', async () => {
    const touchpointOf = async () =>
      (await database.db.select({ touchpointId: screens.touchpointId }).from(screens).where(eq(screens.id, id)))[0]!
        .touchpointId
    const first = await touchpointOf()
    const form = { name: '入口大屏', zone: '' }
    await editAsSeen(officerOf(seed), id, { ...form, campaignId: null })
    expect(await touchpointOf()).toBeNull()
    await editAsSeen(officerOf(seed), id, { ...form, campaignId: seed.campaignId })
    expect(await touchpointOf()).toBe(first)
    // A second screen with the same name is counted separately.
    const twin = await pairScreen(seed)
    const rows = await database.db
      .select({ touchpointId: screens.touchpointId })
      .from(screens)
      .where(eq(screens.id, twin.id))
    expect(rows[0]!.touchpointId).not.toBe(first)
  })
})

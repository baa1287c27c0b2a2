/** A new machine for a screen that is offline: what the screen is goes on, and only the machine changes. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { auditLog, screens } from '#server/database/schema/index.ts'
import { screenOf } from '#server/screen/device.ts'
import { listScreens } from '#server/screen/list.ts'
import { collectToken, openPairing } from '#server/screen/pairing.ts'
import { markOnline, STALE_MS } from '#server/screen/presence.ts'
import { replaceScreen as replaceUnseen } from '#server/screen/replace.ts'
import { createScreen, revokeScreen as revokeUnseen } from '#server/screen/screens.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { officerOf } from '../fixtures/screen.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'
import { replaceScreen, revokeScreen } from '../fixtures/seen.ts'

describe.each(await databases())('replacing the machine of a screen on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  const row = async (id: string) => (await database.db.select().from(screens).where(eq(screens.id, id)))[0]
  const tokenOf = async ({ id, secret }: { id: string; secret: string }) => {
    const collected = await collectToken(id, secret)
    if (collected.state !== 'paired') throw new Error('not paired')
    return collected.token
  }
  async function pairOne() {
    const pairing = await openPairing('old')
    const { id } = await createScreen(officerOf(seed), {
      code: pairing.code,
      name: '入口大屏',
      zone: '第一展区',
      campaignId: seed.campaignId,
    })
    return { id, pairing }
  }
  beforeAll(async () => {
    database = await create()
  })
  beforeEach(async () => {
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  it('keeps its id, name, place, campaign and touchpoint; the former token is void at once', async () => {
    const { id, pairing } = await pairOne()
    const former = await tokenOf(pairing)
    const before = await row(id)
    const next = await openPairing('new')
    await replaceScreen(officerOf(seed), id, { code: next.code })
    expect(await screenOf(former)).toBeUndefined()
    expect((await listScreens(seed.stationId)).screens).toMatchObject([{ id, collected: false, lapsed: false }])
    expect(await screenOf(await tokenOf(next))).toEqual({ id, stationId: seed.stationId })
    const { name, zone, campaignId, touchpointId } = before!
    expect(await row(id)).toMatchObject({ name, zone, campaignId, touchpointId, revokedAt: null })
    expect(touchpointId).toBeTruthy()
    const [entry] = await database.db.select().from(auditLog).where(eq(auditLog.action, 'screen.replace'))
    expect(entry).toMatchObject({ subjectId: id, memberId: seed.memberId, detail: { name: '入口大屏' } })
  })

  it('is refused while the screen is online, and the code can still be used', async () => {
    const { id, pairing } = await pairOne()
    const token = await tokenOf(pairing)
    await markOnline(id)
    const next = await openPairing('new')
    await expect(replaceScreen(officerOf(seed), id, { code: next.code })).rejects.toMatchObject({ code: 'conflict' })
    expect(await screenOf(token)).toBeDefined()
    await replaceScreen(officerOf(seed), id, { code: next.code }, new Date(Date.now() + STALE_MS + 1_000))
    expect(await screenOf(token)).toBeUndefined()
  })

  it('cannot be undone by a code that the former machine has not collected yet', async () => {
    const { id, pairing } = await pairOne()
    const next = await openPairing('new')
    await replaceScreen(officerOf(seed), id, { code: next.code })
    const token = await tokenOf(next)
    await expect(collectToken(pairing.id, pairing.secret)).rejects.toMatchObject({ code: 'gone' })
    expect(await screenOf(token)).toMatchObject({ id })
  })

  it('is answered as the first time when it is sent again, and only then', async () => {
    const { id, pairing } = await pairOne()
    await tokenOf(pairing)
    const { pairedAt } = (await row(id))!
    const next = await openPairing('new')
    const replaced = { code: next.code, paired: pairedAt.toISOString() }
    await replaceUnseen(officerOf(seed), id, replaced)
    await replaceUnseen(officerOf(seed), id, replaced)
    const token = await tokenOf(next)
    await replaceUnseen(officerOf(seed), id, replaced)
    expect(await screenOf(token)).toMatchObject({ id })
    const entries = await database.db.select().from(auditLog).where(eq(auditLog.subjectId, id))
    expect(entries.filter(({ action }) => action === 'screen.replace')).toHaveLength(1)
    // By another machine since: the code is used up.
    await replaceScreen(officerOf(seed), id, { code: (await openPairing('newer')).code })
    await expect(replaceUnseen(officerOf(seed), id, replaced)).rejects.toMatchObject({ code: 'bad_input' })
  })

  it('keeps the new machine from who has seen the former one only', async () => {
    const { id, pairing } = await pairOne()
    await tokenOf(pairing)
    const seen = { paired: (await row(id))!.pairedAt.toISOString() }
    const next = await openPairing('new')
    await replaceScreen(officerOf(seed), id, { code: next.code })
    const token = await tokenOf(next)
    const third = await openPairing('third')
    for (const act of [
      () => revokeUnseen(officerOf(seed), id, seen),
      () => replaceUnseen(officerOf(seed), id, { ...seen, code: third.code }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('换了一台机器') })
    expect(await screenOf(token)).toMatchObject({ id })
    await revokeScreen(officerOf(seed), id)
    expect(await screenOf(token)).toBeUndefined()
  })

  it('is not for screens of others, nor for what was disconnected, nor with a wrong code', async () => {
    const { id } = await pairOne()
    const { code } = await openPairing('new')
    const other = officerOf(await seedStation(database.db))
    await expect(replaceScreen(other, id, { code })).rejects.toMatchObject({ code: 'not_found' })
    const wrong = code === '000000' ? '000001' : '000000'
    await expect(replaceScreen(officerOf(seed), id, { code: wrong })).rejects.toMatchObject({
      code: 'bad_input',
      fields: { code: expect.any(String) },
    })
    await revokeScreen(officerOf(seed), id)
    await expect(replaceScreen(officerOf(seed), id, { code })).rejects.toMatchObject({ code: 'not_found' })
  })
})

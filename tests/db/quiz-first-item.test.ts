import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveCode } from '#server/campaign/codes.ts'
import { startAttempt } from '#server/quiz/attempts.ts'
import { drawFirstItem } from '#server/quiz/first-item.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { type Seed, seedStation } from '../fixtures/station.ts'

const newToken = () => randomBytes(16).toString('base64url')
/** Field names that would reveal the answer. */
const TELLING = /"(truth|flags|explanation|rule|correct|scamType|difficulty|sources|version|audiences)"/

describe.each(await databases())('the first item on $name', ({ create }) => {
  let database: TestDatabase
  let seed: Seed
  const library = useRealLibrary()
  beforeAll(async () => {
    database = await create()
    seed = await seedStation(database.db)
  })
  afterAll(() => database.drop())

  const draw = async (token?: string, code = seed.code) => (await drawFirstItem((await resolveCode(code))!, token))!
  const start = (
    token: string,
    first?: { item: { id: string }; proof: string },
    seen: string[] = [],
    code = seed.code,
  ) =>
    startAttempt({
      id: v7(),
      code,
      seen,
      token: () => token,
      ...(first && { first: { itemId: first.item.id, proof: first.proof } }),
    })

  it('comes with an open code, tells nothing and stores nothing', async () => {
    const view = await viewCode(seed.code, (resolved) => drawFirstItem(resolved, undefined))
    expect(view.first).toMatchObject({ item: { position: 0 }, size: 10 })
    expect(JSON.stringify(view)).not.toMatch(TELLING)
    const [stored] = await database.sql`
      select (select count(*) from attempts)::int as attempts, (select count(*) from reach_events)::int as events`
    expect(stored).toEqual({ attempts: 0, events: 0 })
  })

  it('is what the start begins with, and the form is like any other', async () => {
    for (let n = 0; n < 10; n++) {
      const token = newToken()
      const first = await draw(token)
      const { items } = await start(token, first)
      expect(items[0]).toEqual(first.item)
      expect(items.filter(({ id }) => library.itemById.get(id)!.truth === 'scam')).toHaveLength(5)
      expect(new Set(items.map(({ id }) => library.itemById.get(id)!.scamType)).size).toBe(10)
    }
  })

  it('is none that this device has seen', async () => {
    const token = newToken()
    const seen = new Set<string>()
    for (let n = 0; n < 3; n++) {
      const first = await draw(token)
      expect(seen.has(first.item.id)).toBe(false)
      for (const { id } of (await start(token, first)).items) seen.add(id)
    }
    expect(seen.size).toBe(30)
  })

  it('gives way when it has been seen meanwhile, here or in an earlier campaign', async () => {
    const token = newToken()
    const first = await draw(token)
    await start(token, first)
    expect((await start(token, first)).items.map(({ id }) => id)).not.toContain(first.item.id)
    const other = await draw(newToken())
    expect((await start(newToken(), other, [other.item.id])).items.map(({ id }) => id)).not.toContain(other.item.id)
  })

  it('cannot be chosen by the phone, nor brought along from another campaign', async () => {
    const elsewhere = await seedStation(database.db)
    const wanted = library.items[0]!.id
    const foreign = await draw(undefined, elsewhere.code)
    const attempts = async (first: { item: { id: string }; proof: string }) => {
      const begun = await Promise.all(Array.from({ length: 6 }, () => start(newToken(), first)))
      return begun.filter(({ items }) => items[0]!.id === first.item.id).length
    }
    for (const proof of ['', 'x', foreign.proof, Buffer.alloc(32).toString('base64url')])
      expect(await attempts({ item: { id: wanted }, proof }), proof).toBeLessThan(6)
    expect(await attempts(foreign)).toBeLessThan(6)
  })

  it('is not drawn for a closed campaign', async () => {
    const closed = await seedStation(database.db)
    await database.sql`
      update campaigns set status = 'closed', salt = null, closed_at = now() where id = ${closed.campaignId}`
    const view = await viewCode(closed.code, (resolved) => drawFirstItem(resolved, undefined))
    expect(view).toMatchObject({ state: 'closed', campaign: { title: '测试活动', slogan: '' } })
    expect(view.first).toBeUndefined()
  })
})

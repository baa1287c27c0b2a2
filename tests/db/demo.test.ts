import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rebuildRollups } from '#server/campaign/reach.ts'
import { listPublicCards } from '#server/card/public.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { verifyPassword } from '#server/member/hash.ts'
import { passwordFault } from '#server/member/new-password.ts'
import { findLive } from '#shared/card/findings.ts'
import { saveCardSchema } from '#shared/card/input.ts'
import { checkMarkdown } from '#shared/card/markdown.ts'
import { ROLES } from '#shared/member/role.ts'
import { CARDS } from '../../scripts/season/cards.ts'
import { type Season, type SeasonOptions, seedSeason } from '../../scripts/season/seed.ts'
import { STATION } from '../../scripts/season/station.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'

const OPTIONS: SeasonOptions = {
  station: STATION,
  mark: '（演示数据）',
  now: new Date('2026-11-20T21:30:00+08:00'),
}

describe.each(await databases())('the demonstration on $name', ({ create }) => {
  let database: TestDatabase
  let season: Season
  beforeAll(async () => {
    database = await create()
    season = (await seedSeason(database.db, OPTIONS))!
  })
  afterAll(() => database.drop())

  const rollups = () => database.sql`select * from reach_rollups order by campaign_id, touchpoint_id, kind, source, day`
  const sizes = async () =>
    (
      await database.sql`
    select (select count(*)::int from attempts) as attempts,
      (select count(*)::int from answers) as answers,
      (select count(*)::int from reach_events) as events,
      (select count(*)::int from shares) as shares,
      (select max(depth) from shares) as depth,
      (select count(*)::int from touchpoints) as touchpoints,
      (select count(*)::int from audit_log) as audit`
    )[0]!

  it('is a season of some size, and nothing in it is of the future', async () => {
    const size = await sizes()
    expect(size).toMatchObject({ touchpoints: 10, depth: 5 })
    expect(size.events).toBeGreaterThan(4000)
    expect(size.answers).toBeGreaterThan(8000)
    const [later] =
      await database.sql`select count(*)::int as count from reach_events where at > ${OPTIONS.now!.toISOString()}`
    expect(later!.count).toBe(0)
  })

  it('marks every title, and has one campaign open and one closed, and no salt in the database', async () => {
    const rows = await database.sql`select title, status, salt from campaigns order by status`
    expect(rows.map(({ status, salt }) => [status, salt !== null])).toEqual([
      ['open', false],
      ['closed', false],
    ])
    for (const { title } of rows) expect(title).toMatch(/（演示数据）$/)
  })

  it('gives one account of each role a password that is good enough and works', async () => {
    expect(season.accounts.map((account) => account.role)).toEqual([...ROLES])
    const stored = new Map(
      (await database.sql`select login, password_hash from members`).map((row) => [
        row.login as string,
        row.password_hash as string,
      ]),
    )
    for (const { login, password } of season.accounts) {
      expect(await passwordFault(password, { login, name: '演示', station: [] })).toBeUndefined()
      expect(await verifyPassword(stored.get(login), password, { lane: 'known', share: login })).toBe(true)
    }
  })

  it('is what its ledger says: a rebuild changes nothing, and attempts and ledger agree', async () => {
    const before = await rollups()
    for (const { id } of await database.sql`select id from campaigns`) await rebuildRollups(id as string)
    expect(await rollups()).toEqual(before)
    const [apart] = await database.sql`
      select (select count(*)::int from attempts)
          - (select count(*)::int from reach_events where kind = 'start') as starts,
        (select count(*)::int from attempts where completed_at is not null)
          - (select count(*)::int from reach_events where kind = 'completion') as completions,
        (select count(*)::int from shares) - (select count(*)::int from reach_events where kind = 'share') as shares,
        (select count(*)::int from attempts a
          where completed_at is not null
            and cardinality(item_ids) <> (select count(*) from answers n where n.attempt_id = a.id)) as unfinished,
        (select count(*)::int from attempts a join answers n on n.attempt_id = a.id
          where a.item_ids[n.position + 1] <> n.item_id) as misplaced,
        (select count(*)::int from shares s join attempts a on a.id = s.attempt_id
          where s.parent_id is distinct from a.share_id) as orphans`
    expect(apart).toEqual({ starts: 0, completions: 0, shares: 0, unfinished: 0, misplaced: 0, orphans: 0 })
  })

  it('has knowledge cards as members could have written them, marked where they are public', async () => {
    const [{ id }] = (await database.sql`select id from stations`) as [{ id: string }]
    expect((await listCards(id)).map(({ stage }) => stage).toSorted()).toEqual([
      'approved',
      'approved',
      'approved',
      'approved',
      'draft',
      'submitted',
    ])
    const { cards, urgent } = await listPublicCards(undefined, OPTIONS.now)
    // Invented cards must not take over a screen.
    expect([cards.length, urgent]).toEqual([4, null])
    for (const { source, publishedOn } of cards) {
      expect(source).toMatch(/（演示数据）$/)
      expect(publishedOn <= '2026-11-20').toBe(true)
    }
    const { scamById } = useRealLibrary()
    for (const { kind, title, headline, body, scamType, stage } of CARDS) {
      const text = { kind, title, headline, body, scamType, source: '演示警务室整理（演示数据）', expiresOn: null }
      expect(saveCardSchema.parse({ ...text, version: 1 }), title).toMatchObject(text)
      expect(checkMarkdown(body, new Set()), title).toEqual([])
      expect(findLive(text), title).toEqual([])
      if (stage !== 'draft') expect(headline, title).not.toBe('')
      if (scamType) expect(scamById.has(scamType), title).toBe(true)
    }
  })

  it('is not made twice', async () => {
    const before = await sizes()
    expect(await seedSeason(database.db, OPTIONS)).toBeUndefined()
    expect(await sizes()).toEqual(before)
  })
})

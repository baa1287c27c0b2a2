/** Databases and backups of every earlier version migrate to the current one, with every row and every figure. */
import { existsSync } from 'node:fs'
import type { Sql } from 'postgres'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listCampaigns } from '#server/campaign/queries/list-campaigns.ts'
import { stagesRolledUp } from '#server/campaign/queries/reach-rolled-up.ts'
import { readReachTables } from '#server/campaign/reach-export.ts'
import { readReachReport } from '#server/campaign/reach-report.ts'
import { rebuildRollups, recordReach } from '#server/campaign/reach.ts'
import { listCards } from '#server/card/queries/list-cards.ts'
import { checkBackup } from '#server/database/backup-file.ts'
import { type DatabaseHandle, openDatabase, provideDatabase } from '#server/database/client.ts'
import { migrateDatabase, readMigrations } from '#server/database/migrate.ts'
import { restoreBackup } from '#server/database/restore.ts'
import { campaigns } from '#server/database/schema/index.ts'
import { recheckRollups } from '#server/jobs/nightly.ts'
import { readHistory } from '#server/member/history.ts'
import { viewCode } from '#server/quiz/scans.ts'
import { readScreenCounters } from '#server/screen/counters.ts'
import { listScreens } from '#server/screen/list.ts'
import { auditQuerySchema } from '#shared/member/input.ts'
import { ageBy, fixtureOf } from '../fixtures/backups/age.ts'
import { contentOf, schemaOf } from '../fixtures/content-of.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'

const MIGRATIONS = readMigrations()
const NOW = new Date('2026-06-01T10:00:00+08:00')

it.each(MIGRATIONS)(
  '$tag has a backup of its time: `node tests/fixtures/backups/make.ts` makes it',
  async (migration) => {
    expect(existsSync(fixtureOf(migration))).toBe(true)
    expect((await checkBackup(fixtureOf(migration))).header.migration).toBe(migration.tag)
  },
)

/** Occasions and devices of each stage of the whole campaign, before they are published in steps. */
async function trueStages(db: DatabaseHandle['db'], campaignId: string) {
  const rows = (await stagesRolledUp(db, campaignId)).filter(({ touchpointId, day }) => !touchpointId && !day)
  return Object.fromEntries(rows.map(({ kind, events, devices }) => [kind, { events, devices }]))
}

/** The public view of the open campaign, its station and its screens. */
async function look({ db, sql }: DatabaseHandle) {
  const [open] = await sql<{ id: string; stationId: string }[]>`
    select id, station_id as "stationId" from campaigns where title = '春季活动'`
  const { id, stationId } = open!
  const report = await readReachReport(stationId, id, NOW)
  return {
    contacts: report.whole.contacts,
    stages: await trueStages(db, id),
    tree: report.whole.tree,
    rows: Object.values((await readReachTables(stationId, id, NOW)).tables).map(({ rows }) => rows.length),
    campaigns: (await listCampaigns(stationId)).map(({ title, contacts, completions }) => [
      title,
      contacts,
      completions,
    ]),
    counters: Object.keys(await readScreenCounters(id, NOW)),
    screens: (await listScreens(stationId, NOW)).screens.map(({ name }) => name),
    code: await viewCode('SHARED01'),
    history: (await readHistory({ stationId }, auditQuerySchema.parse({}))).entries.length,
    cards: (await listCards(stationId)).length,
  }
}

/** Fills a ledger from before migration 0007 and computes its roll-ups as that version did. */
const FILL = `
  insert into reach_events (id, campaign_id, touchpoint_id, kind, device_key, at, day)
    select md5('many ' || n)::uuid, t.campaign_id, t.id,
      (array['scan', 'start', 'completion', 'share'])[1 + n % 4]::reach_kind,
      sha256(convert_to('device ' || n % 997, 'utf8')), timestamptz '2026-03-01 00:00+08' + n * interval '7 minutes',
      (timestamptz '2026-03-01 00:00+08' + n * interval '7 minutes') at time zone 'Asia/Shanghai'
    from generate_series(1, 6000) n
    join touchpoints t
      on t.id = (array[md5('leaflet'), md5('stream'), md5('screen'), md5('stream')])[1 + n / 2 % 4]::uuid;
  insert into reach_events (id, campaign_id, touchpoint_id, kind, source, quantity, at, day)
    select md5('staff ' || n)::uuid, md5('open')::uuid, md5('leaflet')::uuid, 'contact', 'staff', n, now(), '2026-03-05'
    from generate_series(1, 300) n;
  truncate reach_devices, reach_rollups;
  insert into reach_devices (campaign_id, touchpoint_id, kind, day, device_key)
    select distinct e.campaign_id, t.id, e.kind, d.day, e.device_key
    from reach_events e, unnest(array[null, e.touchpoint_id]) t(id), unnest(array[null, e.day]) d(day)
    where e.device_key is not null;
  insert into reach_rollups (campaign_id, touchpoint_id, kind, source, day, events, devices)
    select e.campaign_id, t.id, e.kind, e.source, d.day, sum(e.quantity), count(distinct e.device_key)
    from reach_events e, unnest(array[null, e.touchpoint_id]) t(id), unnest(array[null, e.day]) d(day)
    group by 1, 2, 3, 4, 5`
/** Columns of the ledger that have existed since the first version. */
const KEPT = 'id, campaign_id, touchpoint_id, kind::text, source, quantity, device_key, share_id, member_id, at, day'

const device = (events: number) => ({ events, devices: events })
const SEEN = {
  contacts: { total: 100, staff: 100, platform: 0 },
  stages: { scan: device(26), start: device(12), completion: device(7), share: device(1) },
  // One link is below the first step.
  tree: { links: null, depth: null },
  history: 2,
}

describe.each(await databases())('on $name', ({ create }) => {
  let database: TestDatabase
  let handle: DatabaseHandle
  let fresh: string[]
  beforeAll(async () => {
    database = await create()
    fresh = await schemaOf(database.sql)
    await database.close()
  })
  afterAll(async () => {
    await database.drop()
  })
  /** Uses the migrated data with the current version. */
  const open = async <T>(work: (handle: DatabaseHandle) => Promise<T>): Promise<T> => {
    handle = openDatabase(database.target)
    provideDatabase(handle)
    try {
      return await work(handle)
    } finally {
      await handle.close()
      provideDatabase(undefined)
    }
  }

  it.each(MIGRATIONS)('a backup of $tag is restored, brought up, and worked with', async (migration) => {
    await restoreBackup(database.target, fixtureOf(migration))
    await migrateDatabase(database.target)
    await open(async ({ db, sql }) => {
      expect(await schemaOf(sql)).toEqual(fresh)
      const seen = await look({ db, sql, close: async () => {} })
      expect(seen).toMatchObject(SEEN)
      expect(seen.cards).toBe(migration.tag < '0003' ? 0 : 2)
      // Roll-ups match the ledger, and counting again changes none of them.
      expect(await recheckRollups(NOW)).toEqual([])
      const before = await contentOf(database.target)
      for (const { id } of await db.select({ id: campaigns.id }).from(campaigns)) await rebuildRollups(id)
      expect(await contentOf(database.target)).toEqual(before)
      await expect(sql`delete from reach_events`).rejects.toThrow(/append-only/)
      await expect(sql`update reach_events set quantity = 2`).rejects.toThrow(/append-only/)
      const [from] = await sql<{ campaignId: string; touchpointId: string }[]>`
        select campaign_id as "campaignId", touchpoint_id as "touchpointId"
        from reach_events where kind = 'start' limit 1`
      expect(
        await recordReach(db, [{ ...from!, id: v7(), kind: 'scan', deviceKey: Buffer.alloc(32, 9), at: NOW }]),
      ).toBe(1)
      expect(await recheckRollups(NOW)).toEqual([])
    })
  })

  it.each(MIGRATIONS)('a database of $tag is brought up where it stands, to the same rows', async (migration) => {
    await restoreBackup(database.target, fixtureOf(migration))
    const restored = await contentOf(database.target)
    await open(async ({ sql }) => {
      await sql.unsafe('drop schema public cascade; create schema public; drop schema drizzle cascade')
      for (const each of MIGRATIONS.slice(0, MIGRATIONS.indexOf(migration) + 1))
        await sql.begin((tx) => ageBy(tx, each))
    })
    await migrateDatabase(database.target)
    await open(async ({ sql }) => expect(await schemaOf(sql)).toEqual(fresh))
    expect(await contentOf(database.target)).toEqual(restored)
  })

  it('a ledger of thousands of rows says the same under its identities', async () => {
    const events = (sql: Sql) => sql`select ${sql.unsafe(KEPT)} from reach_events order by id`
    const rolled = (sql: Sql) => sql`
      select campaign_id, touchpoint_id, kind::text, source, day, events, devices from reach_rollups
      order by campaign_id, touchpoint_id, kind::text, source, day`
    const at = MIGRATIONS.findIndex(({ tag }) => tag === '0007_ledger_identity')
    const before = await open(async ({ sql }) => {
      await sql.unsafe('drop schema public cascade; create schema public; drop schema drizzle cascade')
      for (const each of MIGRATIONS.slice(0, at)) await sql.begin((tx) => ageBy(tx, each))
      await sql.unsafe(FILL)
      return { events: await events(sql), rolled: await rolled(sql) }
    })
    expect(before.events.length).toBeGreaterThan(6000)
    await migrateDatabase(database.target)
    await open(async ({ sql }) => {
      expect(await events(sql)).toEqual(before.events)
      expect(await rolled(sql)).toEqual(before.rolled)
      expect(await recheckRollups(NOW)).toEqual([])
      expect(
        await sql`
        select identity, s.name, count(*)::int as rows, count(device_key)::int as keys
        from reach_events e join stations s on s.id = e.station_id group by 1, 2 order by 1, 2`,
      ).toEqual([
        { identity: 'device', name: '第一警务室', rows: 3047, keys: 3047 },
        { identity: 'device', name: '第二警务室', rows: 3001, keys: 3001 },
        { identity: 'none', name: '第一警务室', rows: 302, keys: 0 },
        { identity: 'none', name: '第二警务室', rows: 1, keys: 0 },
      ])
    })
  })
})

import { eq, sql } from 'drizzle-orm'
import type { PgBoss } from 'pg-boss'
import type { Sql } from 'postgres'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordReach } from '#server/campaign/reach.ts'
import { openDatabase } from '#server/database/client.ts'
import { connect, disconnect } from '#server/database/connect.ts'
import { loginThrottles, screenPairings, setupCodes } from '#server/database/schema/index.ts'
import { createBoss } from '#server/jobs/boss.ts'
import { recheckRollups, sweepExpired, tidyEmbedded } from '#server/jobs/nightly.ts'
import { scheduledJobs, startJobs } from '#server/jobs/schedule.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { seedStation } from '../fixtures/station.ts'

describe.each(await databases())('jobs on $name', ({ name, create }) => {
  let database: TestDatabase
  /** Two nodes on one database. */
  const nodes: { boss: PgBoss; sql: Sql }[] = []
  const done: string[] = []

  beforeAll(async () => {
    database = await create()
    for (let node = 0; node < 2; node++) {
      const pool = connect(database.target, { max: 2 })
      const boss = createBoss(pool)
      nodes.push({ boss, sql: pool })
      await startJobs(boss, [{ name: 'one', cron: '40 3 * * *', run: async () => done.push('one') }], 0.5)
    }
  })
  afterAll(async () => {
    for (const { boss, sql: pool } of nodes) {
      await boss.stop({ timeout: 1_000 })
      await disconnect(pool)
    }
    await database.drop()
  })

  it('runs a job once on two nodes', async () => {
    await nodes[0]!.boss.send('one', { text: '“引号”与 {json}' })
    await nodes[1]!.boss.send('one')
    await vi.waitFor(() => expect(done).toEqual(['one', 'one']), { timeout: 15_000, interval: 50 })
    const jobs = await nodes[0]!.boss.findJobs('one')
    await vi.waitFor(
      async () =>
        expect((await nodes[0]!.boss.findJobs('one')).map((job) => job.state)).toEqual(['completed', 'completed']),
      { timeout: 15_000, interval: 50 },
    )
    // JSON is stored as JSON, not as a string that contains JSON.
    expect(jobs.map((job) => job.data)).toContainEqual({ text: '“引号”与 {json}' })
    expect(done).toHaveLength(2)
  })

  it('keeps its schedules in the time of the place, and drops those of jobs that are gone', async () => {
    const { boss } = nodes[0]!
    await boss.createQueue('gone')
    await boss.schedule('gone', '0 0 * * *')
    await startJobs(boss, scheduledJobs(true), 60)
    const schedules = await boss.getSchedules()
    expect(schedules.map((one) => one.name).toSorted()).toEqual([
      'flush-repeats',
      'recheck-rollups',
      'sweep-expired',
      'tidy-embedded',
    ])
    expect(new Set(schedules.map((one) => one.timezone))).toEqual(new Set(['Asia/Shanghai']))
  })

  it('gives pg-boss the rows of every statement, and leaves no broken transaction behind', async () => {
    const pool = connect(database.target, { max: 1 })
    const { executeSql } = createBoss(pool).getDb()
    expect(await executeSql('begin; select 1 as a; select 2 as a; commit')).toEqual({ rows: [{ a: 1 }, { a: 2 }] })
    await expect(executeSql('begin; select 1/0; commit')).rejects.toThrow(/division by zero/)
    expect(await executeSql('select $1::int as b', [3])).toEqual({ rows: [{ b: 3 }] })
    await disconnect(pool)
  })

  it('finds roll-ups that are wrong and puts them right', async () => {
    const seed = await seedStation(database.db)
    await recordReach(
      database.db,
      [1, 2, 3].map((device) => ({
        id: v7(),
        campaignId: seed.campaignId,
        touchpointId: seed.touchpointId,
        kind: 'scan',
        deviceKey: Buffer.alloc(32, device),
        at: new Date(),
      })),
    )
    expect(await recheckRollups()).toEqual([])
    await database.sql`update reach_rollups set events = events + 1 where campaign_id = ${seed.campaignId}`
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await recheckRollups()).toEqual([seed.campaignId])
    expect(told).toHaveBeenCalledOnce()
    told.mockRestore()
    const [row] = await database.sql`
        select events from reach_rollups
        where campaign_id = ${seed.campaignId} and touchpoint_id is null and day is null`
    expect(row).toEqual({ events: 3 })
  })

  it('finds devices that are missing from the list of those seen', async () => {
    const seed = await seedStation(database.db)
    await recordReach(
      database.db,
      [1, 2].map((device) => ({
        id: v7(),
        campaignId: seed.campaignId,
        touchpointId: seed.touchpointId,
        kind: 'scan',
        deviceKey: Buffer.alloc(32, device),
        at: new Date(),
      })),
    )
    await database.sql`
      delete from reach_devices where campaign_id = ${seed.campaignId} and device_key = ${Buffer.alloc(32, 1)}`
    const told = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await recheckRollups()).toEqual([seed.campaignId])
    told.mockRestore()
    expect(await recheckRollups()).toEqual([])
  })

  it('takes no writer for an error, and nothing that a correction left at zero', async () => {
    const seed = await seedStation(database.db)
    const common = { campaignId: seed.campaignId, touchpointId: seed.touchpointId, at: new Date() }
    await recordReach(
      database.db,
      [40, -40].map((quantity) => ({ ...common, id: v7(), kind: 'contact', source: 'staff', quantity })),
    )
    const writers = new Set<Promise<void>>()
    const write = async () => {
      for (let round = 0; round < 20; round++)
        await recordReach(database.db, [{ ...common, id: v7(), kind: 'scan', deviceKey: Buffer.alloc(32, round % 7) }])
    }
    const check = async () => {
      while (writers.size > 0) expect(await recheckRollups()).toEqual([])
    }
    for (let writer = 0; writer < 3; writer++) {
      const work: Promise<void> = write().finally(() => writers.delete(work))
      writers.add(work)
    }
    await Promise.all([...writers, check()])
    expect(await recheckRollups()).toEqual([])
  })

  // The embedded database has one session: every query would wait for the open transaction.
  it.runIf(name === 'server')('waits for nobody while all is right', async () => {
    const seed = await seedStation(database.db)
    const writer = openDatabase(database.target)
    await writer.db.transaction(async (tx) => {
      await recordReach(tx, [
        {
          id: v7(),
          campaignId: seed.campaignId,
          touchpointId: seed.touchpointId,
          kind: 'scan',
          deviceKey: Buffer.alloc(32, 1),
          at: new Date(),
        },
      ])
      expect(await recheckRollups()).toEqual([])
    })
    await writer.close()
  })

  it('removes what has run out and keeps the rest', async () => {
    const { db } = database
    const now = new Date('2026-12-01T03:50:00+08:00')
    const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
    for (const [code, hours] of [
      ['000001', 1],
      ['000002', -1],
    ] as const)
      await db
        .insert(screenPairings)
        .values({ code, secretHash: Buffer.alloc(32), createdAt: ago(2), expiresAt: ago(hours) })
    await db.insert(loginThrottles).values([
      { key: 'old', failures: 3, updatedAt: ago(25) },
      { key: 'new', failures: 3, updatedAt: ago(1) },
    ])
    await db.insert(setupCodes).values([
      { codeHash: Buffer.alloc(32, 1), createdAt: ago(31 * 24) },
      { codeHash: Buffer.alloc(32, 2), createdAt: ago(1) },
    ])
    await sweepExpired(now)
    expect((await db.select().from(screenPairings)).map((row) => row.code)).toEqual(['000002'])
    expect((await db.select().from(loginThrottles)).map((row) => row.key)).toEqual(['new'])
    expect(
      await db
        .select({ sum: sql<number>`count(*)::int` })
        .from(setupCodes)
        .where(eq(setupCodes.codeHash, Buffer.alloc(32, 2))),
    ).toEqual([{ sum: 1 }])
    expect(await db.$count(setupCodes)).toBe(1)
  })

  it('can tidy up', async () => {
    await tidyEmbedded()
    const [row] = await database.sql`select count(*)::int as analysed from pg_statistic`
    expect(row!.analysed).toBeGreaterThan(0)
  })
})

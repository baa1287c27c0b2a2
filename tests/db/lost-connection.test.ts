/** Connections that the server ends while they are in use: the pool must recover without a restart. */
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '#server/database/connect.ts'
import { sendTogether } from '#server/database/session.ts'
import { createBoss } from '#server/jobs/boss.ts'
import { storeAnswers } from '#server/quiz/answer-statement.ts'
import { AnswerWriter } from '#server/quiz/answer-writer.ts'
import { attemptBy } from '../fixtures/attempt.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { cutBusy, eventually, pidOf } from '../fixtures/sessions.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const LOST = /CONNECTION_CLOSED|ECONNRESET|EPIPE/
const WAIT = { interval: 5, timeout: 10_000 }

// Needs a Postgres server: the embedded database has no sessions to end.
const server = (await databases()).find(({ name }) => name === 'server')
describe.skipIf(!server)('a lost connection', () => {
  let database: TestDatabase
  let seed: Seed
  /** Separate sessions, which are never ended by a test. */
  let admin: Sql
  /** The pool under test. */
  let pool: Sql

  beforeAll(async () => {
    useRealLibrary()
    database = await server!.create()
    seed = await seedStation(database.db)
    admin = postgres((database.target as { url: string }).url, { max: 2, onnotice: () => {} })
  })
  afterAll(async () => {
    await admin.end({ timeout: 1 })
    await database.drop()
  })
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    // One connection, so that the next use shows in which state the loss has left it.
    pool = connect(database.target, { max: 1 })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await pool.end({ timeout: 1 })
  })

  /** Ends a session and waits until it is gone. */
  async function cut(pid: number): Promise<void> {
    await admin`select pg_terminate_backend(${pid})`
    await vi.waitFor(
      async () => expect(await admin`select 1 from pg_stat_activity where pid = ${pid}`).toHaveLength(0),
      WAIT,
    )
  }
  /** The same while this process is blocked and cannot notice it. */
  const cutBlocked = (pid: number) => cutBusy((database.target as { url: string }).url, pid)
  /** Locks the attempt, starts `begin`, and runs `work` once that session waits for the lock. */
  const whileHeld = (id: string, pid: number, begin: () => void, work: () => Promise<void>) =>
    admin.begin(async (tx) => {
      await tx`select 1 from attempts where id = ${id} for update`
      begin()
      await vi.waitFor(
        async () =>
          expect(
            await admin`select 1 from pg_stat_activity where pid = ${pid} and wait_event_type = 'Lock'`,
          ).toHaveLength(1),
        WAIT,
      )
      await work()
    })
  const attempt = () => attemptBy(seed.code)
  const writerOn = (sql: Sql) => new AnswerWriter({ store: (batch) => storeAnswers(sql, batch, new Date()) })
  const choices = (...positions: number[]) =>
    new Map(positions.map((position) => [position, { choice: 'scam', sure: false }]))

  it('costs the answer writer nothing for long while it is idle', async () => {
    const writer = writerOn(pool)
    const { submission } = await attempt()
    expect(await writer.write(submission(0))).toEqual(choices(0))
    for (let round = 1; round <= 3; round++) {
      await cut(await pidOf(pool))
      expect(await eventually(() => writer.write(submission(round)))).toEqual(choices(round))
    }
    await writer.drain()
  })

  it('fails the batch under way, stores nothing of it, and lets the next ones through', async () => {
    const writer = writerOn(pool)
    const { id, submission } = await attempt()
    // The first round prepares the statements of a connection, later ones do not: the driver queues them differently.
    for (let round = 0; round < 3; round++) {
      if (round) await eventually(() => writer.write(submission(0)))
      const pid = await pidOf(pool)
      const position = round + 1
      let writing: Promise<unknown>
      await whileHeld(
        id,
        pid,
        () => {
          writing = writer.write(submission(position))
        },
        () => {
          writing.catch(() => {})
          return cut(pid)
        },
      )
      await expect(writing!).rejects.toMatchObject({ code: 'unavailable' })
      expect(
        await database.sql`select 1 from answers where attempt_id = ${id} and position = ${position}`,
      ).toHaveLength(0)
      expect(await eventually(() => writer.write(submission(position)))).toEqual(choices(position))
    }
    await writer.drain()
  })

  it('is not needed to get rid of a batch that waits for a lock: the server gives up and frees it', async () => {
    const writer = writerOn(pool)
    const { id, submission } = await attempt()
    const pid = await pidOf(pool)
    let writing: Promise<unknown>
    await whileHeld(
      id,
      pid,
      () => {
        writing = writer.write(submission(0))
      },
      () => expect(writing).rejects.toMatchObject({ code: 'unavailable' }),
    )
    expect(await writer.write(submission(0))).toEqual(choices(0))
    expect(await pidOf(pool)).toBe(pid)
  })

  it('ends a transaction in mid-statement or between two, for good', async () => {
    const meanwhile = [
      (tx: TransactionSql) => tx`select pg_sleep(20)`,
      () =>
        vi.waitFor(
          async () => expect(await database.sql`select 1 from pg_stat_activity where pid = ${pid}`).toHaveLength(0),
          WAIT,
        ),
    ]
    let pid = 0
    for (const wait of meanwhile) {
      const { id } = await attempt()
      const done = pool.begin(async (tx) => {
        await tx`update attempts set taxonomy = 'half' where id = ${id}`
        pid = await pidOf(tx)
        void cut(pid)
        await wait(tx)
        // On a new connection this statement would run outside its transaction.
        await tx`update attempts set taxonomy = 'other half' where id = ${id}`
      })
      await expect(done).rejects.toThrow(LOST)
      expect(
        await eventually(() => pool`select taxonomy from attempts where id = ${id} and taxonomy like '%half'`),
      ).toEqual([])
      expect(await eventually(() => pool.begin((tx) => tx`select 1 as one`))).toEqual([{ one: 1 }])
    }
  })

  it('leaves the transactions of others as they were: errors that are caught still undo all', async () => {
    const { id } = await attempt()
    await expect(
      pool.begin(async (tx) => {
        await tx`update attempts set taxonomy = 'half' where id = ${id}`
        await tx`select 1 / 0`.catch(() => {})
      }),
    ).rejects.toThrow(/division by zero/)
    await expect(
      pool.begin(() => {
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    expect(await pool.begin('read only', (tx) => [tx`select 1 as a`, tx`select 2 as a`])).toEqual([
      [{ a: 1 }],
      [{ a: 2 }],
    ])
    expect(await pool`select 1 from attempts where taxonomy = 'half'`).toHaveLength(0)
  })

  it('ends with what was sent together, and none of it is left waiting', async () => {
    const pid = await pidOf(pool)
    const sent = sendTogether(pool, [
      pool.unsafe('begin'),
      pool.unsafe('select pg_sleep($1::int)', [20], { prepare: true }),
      pool.unsafe('commit'),
    ])
    await vi.waitFor(
      async () =>
        expect(await admin`select 1 from pg_stat_activity where pid = ${pid} and query like '%pg_sleep%'`).toHaveLength(
          1,
        ),
      WAIT,
    )
    await cut(pid)
    expect((await sent).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await eventually(() => pool`select 1 as one`)).toEqual([{ one: 1 }])
  })

  it('is no matter for what is sent together later: errors are its own, and nothing is left open', async () => {
    const [begun, failed, rest] = await sendTogether(pool, [
      pool.unsafe('begin'),
      pool.unsafe('select 1 / $1::int as n', [0]),
      pool.unsafe('select 1'),
    ])
    expect([begun.status, failed.status, rest.status]).toEqual(['fulfilled', 'rejected', 'rejected'])
    // If the transaction had been left open, this would fail.
    expect(await pool`select 2 as two`).toEqual([{ two: 2 }])
    const together = await Promise.all(
      [1, 2, 3].map((n) =>
        sendTogether(pool, [
          pool.unsafe('begin'),
          pool.unsafe('select $1::int as n, now()::text as began', [n]),
          pool.unsafe('commit'),
        ]),
      ),
    )
    // Each in its own transaction, one after the other.
    const began = together.map(([, row]) =>
      row.status === 'fulfilled' ? (row.value[0] as { n: number; began: string }) : undefined,
    )
    expect(began.map((row) => row?.n)).toEqual([1, 2, 3])
    expect(new Set(began.map((row) => row?.began)).size).toBe(3)
  })

  it('loses and mixes up nothing that is asked while it is being noticed', async () => {
    for (let round = 1; round <= 5; round++) {
      const pid = await eventually(() => pidOf(pool))
      // The server ends without having read the second query: the driver sees an error first, and only later the closed
      // socket.
      const [slow, unread] = [pool`select pg_sleep(20)`, pool`select ${round}::int as n`]
      const meanwhile = Promise.all([slow, unread].map((query) => query.catch(() => pool`select ${-round}::int as n`)))
      await vi.waitFor(
        async () =>
          expect(
            await admin`select 1 from pg_stat_activity where pid = ${pid} and query like '%pg_sleep%'`,
          ).toHaveLength(1),
        WAIT,
      )
      await cut(pid)
      expect(await meanwhile).toEqual([[{ n: -round }], [{ n: -round }]])
      const asked = Array.from({ length: 20 }, (_, n) => n)
      expect((await Promise.all(asked.map((n) => pool`select ${n}::int as n`))).map(([row]) => row!.n)).toEqual(asked)
    }
  })

  it('is noticed late by a busy process, which then asks in the middle of it', async () => {
    for (const turn of [0, 1, 2]) {
      const pid = await eventually(() => pidOf(pool))
      // This process is blocked until the server has closed the connection.
      cutBlocked(pid)
      for (let i = 0; i < turn; i++) await new Promise((resolve) => setImmediate(resolve))
      // One query may be lost with the connection; the next one uses a new connection without old state.
      expect(await eventually(() => pool`select ${turn}::int as n`, 2)).toEqual([{ n: turn }])
      const together = await sendTogether(pool, [
        pool.unsafe('begin'),
        pool.unsafe('select $1::int as n', [turn], { prepare: true }),
        pool.unsafe('commit'),
      ])
      expect(together.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    }
  })

  it('costs the jobs no more than the query under way', async () => {
    const { executeSql } = createBoss(pool).getDb()
    const pid = await pidOf(pool)
    const job = executeSql('begin; select pg_sleep(20); commit')
    job.catch(() => {})
    await vi.waitFor(
      async () =>
        expect(await admin`select 1 from pg_stat_activity where pid = ${pid} and query like '%pg_sleep%'`).toHaveLength(
          1,
        ),
      WAIT,
    )
    await cut(pid)
    await expect(job).rejects.toThrow(LOST)
    expect(await eventually(() => executeSql('begin; select 1 as a; commit'))).toEqual({ rows: [{ a: 1 }] })
  })
})

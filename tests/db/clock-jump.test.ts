/** A clock that jumps ten years ahead writes nothing into the ledger, which would keep it for ever. */
import { v7 } from 'uuid'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { enterContacts } from '#server/campaign/contacts.ts'
import { newestDay, readDatabaseTime } from '#server/campaign/queries/newest-day.ts'
import { ClockGuard, clockNotice, provideClock, useClock } from '#server/clock.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { recordScan } from '#server/quiz/scans.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { newToken, useAttempts } from '../fixtures/attempt.ts'
import { databases } from '../fixtures/database.ts'
import { officerOf } from '../fixtures/screen.ts'

const TEN_YEARS = 3653 * 24 * 3600_000

describe.each(await databases())('a clock that jumps, on $name', ({ create }) => {
  const { on, start, all, complete } = useAttempts(create)
  afterEach(() => {
    vi.useRealTimers()
    provideClock(new ClockGuard())
  })

  it('stops all counting with a clear word, and starts it again when it is right', async () => {
    const done = await complete()
    const open = await start()
    const [first] = all(open.view)
    provideClock(new ClockGuard())
    useClock().begin(await newestDay())
    useClock().compare(await readDatabaseTime())
    expect(clockNotice()).toBeNull()
    vi.useFakeTimers({ toFake: ['Date'] })
    const right = Date.now()
    const acts: (() => Promise<unknown>)[] = [
      () => start(),
      () => submitAnswers(open.id, open.token, [first!]),
      () => recordScan(on.seed.code, v7(), { token: newToken }),
      () => shareAttempt(done.id, done.token, v7()),
      () =>
        enterContacts(officerOf(on.seed), on.seed.touchpointId, {
          id: v7(),
          mode: 'report',
          day: new Date().toISOString().slice(0, 10),
          source: 'staff',
          quantity: 3,
        }),
    ]
    const ledger = () => on.database.sql`
      select (select count(*)::int from reach_events) as events, (select count(*)::int from attempts) as attempts,
        (select count(*)::int from answers) as answers, (select max(day)::text from reach_events) as newest`
    const before = await ledger()
    vi.setSystemTime(right + TEN_YEARS)
    for (const act of acts)
      await expect(act()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('时钟') })
    expect(clockNotice()).toContain('时钟')
    expect(await ledger()).toEqual(before)
    vi.setSystemTime(right)
    expect(clockNotice()).toBeNull()
    const now = await Promise.allSettled(acts.map((act) => act()))
    expect(now.map((one) => (one.status === 'rejected' ? String(one.reason) : one.status))).toEqual(
      now.map(() => 'fulfilled'),
    )
  })
})

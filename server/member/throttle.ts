/** Counts failed attempts in the database, so that all nodes and concurrent requests share one count. */
import { eq, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { loginThrottles } from '#server/database/schema/index.ts'
import { AppError } from '#shared/errors.ts'
import { fail, type Failures, FORGET_MS, FREE_FAILURES, waitMs, waitText } from '#shared/member/lockout.ts'

export interface ThrottleKey {
  key: string
  /** Number of failures without a lock. */
  free?: number
  /** Longest lock, in ms. */
  longestMs?: number
  /** A count shared by many people: a success takes back only its own attempt, not the failures of others. */
  shared?: boolean
}

/** The member is locked out by the failures of others. */
const OTHERS = '您平时登录用的设备不受影响。急用的话，请管理员发一个重设密码的链接。'

/** An attempt that was allowed, and is counted as failed until `succeed`. */
export interface Attempt {
  /** If the attempt fails, the key is locked until then. */
  lockedUntil: Date | null
  succeed: () => Promise<void>
  /** Runs the check that the attempt was allowed for. If that throws, the attempt is not counted. */
  during: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Allows an attempt and counts it as a failure in advance: of a hundred concurrent guesses, no more are allowed than of
 * a hundred consecutive ones.
 * @param what failed too often, in Chinese.
 * @throws AppError `too_many` saying how long to wait.
 */
export async function countAttempt(
  keys: readonly ThrottleKey[],
  what = '密码输错太多次',
  now = new Date(),
): Promise<Attempt> {
  // A fixed lock order, so that two attempts wait for each other instead of deadlocking.
  const sorted = [...keys].sort((a, b) => (a.key < b.key ? -1 : 1))
  const counted = await useDatabase().transaction(async (tx) => {
    // The update changes nothing: it locks the row, so that attempts on one key run one after the other.
    const rows = await tx
      .insert(loginThrottles)
      .values(sorted.map(({ key }) => ({ key, failures: 0, updatedAt: now })))
      .onConflictDoUpdate({ target: loginThrottles.key, set: { updatedAt: sql`${loginThrottles.updatedAt}` } })
      .returning()
    const before = new Map(
      rows.map((row): [string, Failures] => [
        row.key,
        { count: row.failures, lockedUntil: row.lockedUntil, at: row.updatedAt },
      ]),
    )
    const wait = Math.max(...sorted.map(({ key }) => waitMs(before.get(key), now)))
    if (wait > 0) {
      const others = sorted.every(({ key, shared }) => shared || waitMs(before.get(key), now) === 0)
      throw new AppError('too_many', `${what}，请 ${waitText(wait)}后再试。${others ? OTHERS : ''}`)
    }
    const after = sorted.map(({ key, free = FREE_FAILURES, longestMs, shared }) => ({
      key,
      shared,
      ...fail(before.get(key), now, free, longestMs),
    }))
    for (const { key, count, lockedUntil } of after) {
      await tx
        .update(loginThrottles)
        .set({ failures: count, lockedUntil, updatedAt: now })
        .where(eq(loginThrottles.key, key))
    }
    return after
  })
  /**
   * Safe: while a lock set by this attempt is active, no other attempt is allowed, so the lock is still this attempt's.
   */
  const takeBack = () =>
    useDatabase().transaction(async (tx) => {
      for (const { key, lockedUntil } of counted) {
        await tx
          .update(loginThrottles)
          .set({
            failures: sql`greatest(${loginThrottles.failures} - 1, 0)`,
            ...(lockedUntil && { lockedUntil: null }),
          })
          .where(eq(loginThrottles.key, key))
      }
    })
  return {
    during: async (work) => {
      try {
        return await work()
      } catch (error) {
        await takeBack()
        throw error
      }
    },
    lockedUntil: counted.reduce<Date | null>(
      (latest, { lockedUntil }) => (lockedUntil && (!latest || lockedUntil > latest) ? lockedUntil : latest),
      null,
    ),
    succeed: async () => {
      await useDatabase().transaction(async (tx) => {
        for (const { key, shared } of counted) {
          if (shared)
            await tx
              .update(loginThrottles)
              .set({ failures: sql`greatest(${loginThrottles.failures} - 1, 0)`, lockedUntil: null })
              .where(eq(loginThrottles.key, key))
          else await tx.delete(loginThrottles).where(eq(loginThrottles.key, key))
        }
      })
      await forget(now)
    },
  }
}

/** Rows that the rule ignores by now can be deleted. */
export async function forget(now: Date): Promise<void> {
  const before = new Date(now.getTime() - FORGET_MS).toISOString()
  await useDatabase().execute(
    sql`
      delete from login_throttles where key in (
        select key from login_throttles where updated_at < ${before}::timestamptz for update skip locked)`,
  )
}

/** What screens tell about themselves: the last report of each, and a short log of errors. */
import { and, desc, eq, lt, notInArray, sql } from 'drizzle-orm'
import { type Executor, useDatabase } from '#server/database/client.ts'
import { screenErrors, screenHealth } from '#server/database/schema/index.ts'
import { ERRORS_KEPT, ERRORS_KEPT_MS, type HealthReport } from '#shared/screen/health.ts'
import type { ErrorEntry } from '#shared/screen/list.ts'

/** Two reports of the same page count back to about the same start: they take some time on their way, ms. */
const SAME_START_MS = 2_000

/**
 * @param now of this server: the screen's clock may be wrong, so the start of its page is counted back from here
 * @returns whether there is news for the office: another page than in the report before, or an error
 */
export async function storeHealth(screenId: string, report: HealthReport, now = new Date()): Promise<boolean> {
  const { errors, uptimeMs, ...told } = report
  const row = { ...told, at: now, startedAt: new Date(now.getTime() - uptimeMs) }
  return useDatabase().transaction(async (tx) => {
    const [before] = await tx.select().from(screenHealth).where(eq(screenHealth.screenId, screenId)).for('update')
    await tx
      .insert(screenHealth)
      .values({ screenId, ...row })
      .onConflictDoUpdate({ target: screenHealth.screenId, set: row })
    if (errors.length > 0) await storeErrors(tx, screenId, report, now)
    const since = before ? Math.abs(before.startedAt.getTime() - row.startedAt.getTime()) : Infinity
    return errors.length > 0 || since > SAME_START_MS
  })
}

/** The same error of the same build is one row, with a count. */
async function storeErrors(tx: Executor, screenId: string, { errors, build }: HealthReport, now: Date): Promise<void> {
  for (const { kind, shape, at, times } of errors) {
    const lastAt = new Date(Math.min(at, now.getTime()))
    await tx
      .insert(screenErrors)
      .values({ screenId, kind, shape, build, firstAt: lastAt, lastAt, times })
      .onConflictDoUpdate({
        target: [screenErrors.screenId, screenErrors.kind, screenErrors.shape, screenErrors.build],
        set: {
          lastAt: sql`greatest(${screenErrors.lastAt}, excluded.last_at)`,
          times: sql`${screenErrors.times} + excluded.times`,
        },
      })
  }
  const kept = tx
    .select({ id: screenErrors.id })
    .from(screenErrors)
    .where(eq(screenErrors.screenId, screenId))
    .orderBy(desc(screenErrors.lastAt), desc(screenErrors.id))
    .limit(ERRORS_KEPT)
  await tx.delete(screenErrors).where(and(eq(screenErrors.screenId, screenId), notInArray(screenErrors.id, kept)))
}

/** The newest first. */
export async function readErrors(screenId: string): Promise<ErrorEntry[]> {
  const rows = await useDatabase()
    .select()
    .from(screenErrors)
    .where(eq(screenErrors.screenId, screenId))
    .orderBy(desc(screenErrors.lastAt), desc(screenErrors.id))
  return rows.map(({ kind, shape, build, firstAt, lastAt, times }) => ({
    kind,
    shape,
    build,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    times,
  }))
}

/** Nightly. */
export async function removeOldErrors(now = new Date()): Promise<void> {
  await useDatabase()
    .delete(screenErrors)
    .where(lt(screenErrors.lastAt, new Date(now.getTime() - ERRORS_KEPT_MS)))
}

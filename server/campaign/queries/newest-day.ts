import { max, sql } from 'drizzle-orm'
import { useDatabase } from '#server/database/client.ts'
import { reachRollups } from '#server/database/schema/index.ts'

/** The newest day on which something was counted, `YYYY-MM-DD`; null for an empty ledger. */
export async function newestDay(): Promise<string | null> {
  const [row] = await useDatabase()
    .select({ day: max(reachRollups.day) })
    .from(reachRollups)
  return row?.day ?? null
}

/** The clock of the database, which may be on another computer. */
export async function readDatabaseTime(): Promise<Date> {
  const [row] = await useDatabase().execute<{ ms: string }>(
    sql`select extract(epoch from clock_timestamp()) * 1000 as ms`,
  )
  return row ? new Date(Number(row.ms)) : new Date()
}

/** pg-boss over postgres.js, for both databases. */
import { PgBoss } from 'pg-boss'
import type { Sql } from 'postgres'
import { sendTogether } from '#server/database/session.ts'

/** Where pg-boss keeps its own tables, apart from ours. */
const SCHEMA = 'jobs'

/**
 * What pg-boss asks of a database. Without values the text may hold several statements, often a whole transaction, and
 * the rows of all of them count: a RETURNING in the middle must not be lost behind the COMMIT.
 */
function executor(sql: Sql): (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> {
  return async (text, values) => {
    // pg-boss leaves a value out where it means NULL, which the driver takes for a mistake.
    if (values?.length) return { rows: [...(await sql.unsafe(text, values.map((value) => value ?? null) as never[]))] }
    // A failed block leaves its transaction open, which is rolled back there.
    const [block] = await sendTogether(sql, [sql.unsafe(text).simple()])
    if (block.status === 'rejected') throw block.reason
    return { rows: (block.value as unknown[]).flat() }
  }
}

/** @param sql a pool for pg-boss alone: it hands over JSON as text, which the driver would otherwise encode again. */
export function createBoss(
  sql: Sql,
  options: { cronMonitorIntervalSeconds?: number; cronWorkerIntervalSeconds?: number } = {},
): PgBoss {
  for (const json of [114, 3802])
    sql.options.serializers[json] = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const boss = new PgBoss({
    db: { executeSql: executor(sql) },
    schema: SCHEMA,
    // Nothing here is urgent, and on the embedded database every look is one that visitors wait for.
    cronMonitorIntervalSeconds: 45,
    cronWorkerIntervalSeconds: 45,
    superviseIntervalSeconds: 600,
    monitorIntervalSeconds: 600,
    bamIntervalSeconds: 600,
    flowIntervalSeconds: 600,
    queueCacheIntervalSeconds: 600,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    ...options,
  })
  boss.on('error', (error) => console.error(`[jobs] ${String(error)}`))
  return boss
}

/** pg-boss over postgres.js, for both databases. */
import { PgBoss } from 'pg-boss'
import type { Sql } from 'postgres'
import { sendTogether } from '#server/database/session.ts'
import { report } from '#server/log/report.ts'

/** Database schema of pg-boss's own tables. */
const SCHEMA = 'jobs'

/**
 * Runs the queries of pg-boss. A text without values may hold several statements, often a whole transaction, and the
 * rows of all of them are returned: those of a RETURNING before the COMMIT must not be lost.
 */
function executor(sql: Sql): (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> {
  return async (text, values) => {
    // pg-boss passes undefined for NULL, which the driver rejects.
    if (values?.length) return { rows: [...(await sql.unsafe(text, values.map((value) => value ?? null) as never[]))] }
    // After a failed statement `sendTogether` rolls back the open transaction.
    const [block] = await sendTogether(sql, [sql.unsafe(text).simple()])
    if (block.status === 'rejected') throw block.reason
    return { rows: (block.value as unknown[]).flat() }
  }
}

/**
 * @param sql a separate pool for pg-boss: it passes JSON as text, which the driver would otherwise encode a second
 * time.
 */
export function createBoss(
  sql: Sql,
  options: { cronMonitorIntervalSeconds?: number; cronWorkerIntervalSeconds?: number } = {},
): PgBoss {
  for (const json of [114, 3802])
    sql.options.serializers[json] = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const boss = new PgBoss({
    db: { executeSql: executor(sql) },
    schema: SCHEMA,
    // Long polling intervals: no job is urgent, and on the embedded database each poll delays the queries of visitors.
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
  boss.on('error', (error) => report('error', 'jobs', error))
  return boss
}

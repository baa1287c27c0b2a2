/** Column types shared by all tables. */
import { type SQL, sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'
import { v7 } from 'uuid'

/** Primary key: uuid v7 made in the application, because Postgres 15 has no `uuidv7()`; sorted by time. */
export const id = () => uuid().primaryKey().$defaultFn(v7)

export const instant = () => timestamp({ withTimezone: true, mode: 'date' })

export const createdAt = () => instant().notNull().defaultNow()

/** Raw bytes: hashes and keys. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})

/** A check of several conditions; each needs its own brackets if it contains an `or`. */
export const all = (...conditions: SQL[]): SQL => sql.join(conditions, sql` and `)

/** A list of constants for `in (…)`, written into the schema. */
export const oneOf = (values: readonly string[]): SQL => sql.raw(values.map((value) => `'${value}'`).join(', '))

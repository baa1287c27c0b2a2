/** Column shapes that every table shares. */
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

/** One check of several conditions; each with brackets where it has an `or`. */
export const all = (...conditions: SQL[]): SQL => sql.join(conditions, sql` and `)

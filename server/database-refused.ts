/**
 * Whether the database has refused to store something, and has not stored the like since. Its log has space of its own,
 * taken in advance: on a full disk it goes on while tables find no room.
 */
import { codeOf } from './error-code.ts'

/** disk_full, io_error, read_only_sql_transaction */
const REFUSED = /^(53100|58030|25006)$/

let refused = false

export const hasRefused = (): boolean => refused

/** Tells of an error of the database; its causes are looked at too. */
export function noteRefused(error: unknown): void {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if (REFUSED.test(codeOf(at))) refused = true
}

export function noteStored(): void {
  refused = false
}

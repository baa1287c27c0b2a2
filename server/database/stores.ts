/**
 * Whether the database stores what it is given, for `/api/ready`. One that only answers may have a disk that is full or
 * has become read-only, which nobody notices until the next write; so it is asked to write.
 */
import { hasRefused, noteStored } from '#server/database-refused.ts'
import { inTime } from '#server/in-time.ts'
import { useSql } from './client.ts'

/** A database that is silent for this long counts as away, in ms. */
export const SILENCE_MS = 3_000
/** An answer counts for this long, in ms: anybody may ask, and must not fill the log by asking. */
const FRESH_MS = 1_000
/** Written where a write was refused before, in bytes: more than a table takes from the disk at a time. */
const ROOM_BYTES = 512_000

/** A record in the log, which is on the disk when this is answered, and is of no table. */
async function writesLog(): Promise<boolean> {
  const [row] = await useSql()<{ stores: boolean }[]>`
    select pg_logical_emit_message(true, 'ready', '') is not null
      and current_setting('transaction_read_only') = 'off' as stores`
  return row?.stores === true
}

/** Room for a table; see `database-refused.ts`. */
async function findsRoom(): Promise<void> {
  await useSql().begin(async (tx) => {
    await tx`create temporary table room (filler text) on commit drop`
    await tx`alter table room alter filler set storage plain`
    await tx`insert into room select repeat('x', 4000) from generate_series(1, ${Math.ceil(ROOM_BYTES / 4000)}::int)`
  })
  noteStored()
}

function look(): Promise<boolean> {
  const answer = writesLog()
    .then(async (stores) => {
      if (stores && hasRefused()) await findsRoom()
      return stores
    })
    .catch(() => false)
  return inTime(answer, SILENCE_MS, false)
}

let last: { at: number; answer: Promise<boolean> } | undefined

/** Whether the database stores in time; however many ask, it is asked once a second. */
export function databaseStores(): Promise<boolean> {
  if (!last || performance.now() - last.at > FRESH_MS) last = { at: performance.now(), answer: look() }
  return last.answer
}

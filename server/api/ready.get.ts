import { defineEventHandler, setResponseStatus } from 'h3'
import { useClock } from '#server/clock.ts'
import { useLibrary } from '#server/content/library.ts'
import { databaseStores, SILENCE_MS } from '#server/database/stores.ts'
import { inTime } from '#server/in-time.ts'
import { useRealtime } from '#server/realtime/io.ts'
import type { ReadyReply } from '#shared/reply.ts'

/**
 * Readiness: the database stores, content and clock can be used; 503 names what is missing. Without Redis a node serves
 * all that comes to it, so `adapter` alone is no reason to take it out.
 */
export default defineEventHandler(async (event): Promise<ReadyReply> => {
  const [database, content] = await Promise.all([
    databaseStores(),
    // It asks the database for the office's decisions, and would wait as long as that is stuck.
    inTime(
      useLibrary().then(
        (library) => library.items.length > 0,
        () => false,
      ),
      SILENCE_MS,
      false,
    ),
  ])
  const checks = { database, content, adapter: useRealtime()?.adapterReady() ?? false, clock: !useClock().problem() }
  const ok = database && content && checks.clock
  if (!ok) setResponseStatus(event, 503)
  return { ok, checks }
})

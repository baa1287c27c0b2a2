import { defineEventHandler, setResponseStatus } from 'h3'
import { useLibrary } from '#server/content/library.ts'
import { databaseAnswers } from '#server/database/client.ts'
import { useRealtime } from '#server/realtime/io.ts'
import type { ReadyReply } from '#shared/reply.ts'

/**
 * Readiness: database and content can be used; 503 names what is missing. Without Redis a node serves all that comes to
 * it, so `adapter` alone is no reason to take it out.
 */
export default defineEventHandler(async (event): Promise<ReadyReply> => {
  const [database, content] = await Promise.all([
    databaseAnswers(),
    useLibrary().then(
      (library) => library.items.length > 0,
      () => false,
    ),
  ])
  const checks = { database, content, adapter: useRealtime()?.adapterReady() ?? false }
  const ok = database && content
  if (!ok) setResponseStatus(event, 503)
  return { ok, checks }
})

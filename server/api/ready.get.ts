import { defineEventHandler, setResponseStatus } from 'h3'
import { useLibrary } from '#server/content/library.ts'
import { databaseAnswers } from '#server/database/client.ts'
import { useRealtime } from '#server/realtime/io.ts'
import type { ReadyReply } from '#shared/reply.ts'

/** Readiness: database, content and socket adapter can be used. 503 names what is missing. */
export default defineEventHandler(async (event): Promise<ReadyReply> => {
  const [database, content] = await Promise.all([
    databaseAnswers(),
    useLibrary().then(
      (library) => library.items.length > 0,
      () => false,
    ),
  ])
  const checks = { database, content, adapter: useRealtime()?.adapterReady() ?? false }
  const ok = Object.values(checks).every(Boolean)
  if (!ok) setResponseStatus(event, 503)
  return { ok, checks }
})

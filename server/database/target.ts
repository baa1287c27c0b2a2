/** The database that the launcher has opened for the server; in development the launcher is another process. */
import { serverEnv } from '#server/env.ts'
import type { DatabaseTarget } from './connect.ts'
import type { EmbeddedAddress } from './embedded.ts'

/**
 * @throws if the environment names neither a server nor an embedded database: the launcher did not start this server.
 */
export function databaseTarget(): DatabaseTarget {
  const { embeddedDatabase, databaseUrl } = serverEnv
  if (embeddedDatabase) return { embedded: JSON.parse(embeddedDatabase) as EmbeddedAddress }
  if (databaseUrl) return { url: databaseUrl }
  throw new Error('No database: start with `npm start` or `npm run dev`.')
}

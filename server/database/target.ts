/**
 * Hands the address of the embedded database from the launcher to the server, which may be another process
 * (development).
 */
import type { DatabaseTarget } from './connect.ts'
import type { EmbeddedAddress } from './embedded.ts'

const VARIABLE = 'JMT_EMBEDDED_DATABASE'

export function announceEmbedded(address: EmbeddedAddress): void {
  process.env[VARIABLE] = JSON.stringify(address)
}

/** @throws when neither a server nor an embedded database was announced: the server was not started by its launcher. */
export function databaseTarget(): DatabaseTarget {
  const embedded = process.env[VARIABLE]
  if (embedded) return { embedded: JSON.parse(embedded) as EmbeddedAddress }
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL }
  throw new Error('No database: start with `npm start` or `npm run dev`.')
}

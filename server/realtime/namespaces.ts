import { openScreens } from '#server/screen/socket.ts'
import type { SessionSettings } from './auth.ts'
import type { Realtime } from './io.ts'
import { openOffice } from './office.ts'

export interface NamespaceOptions {
  session: SessionSettings
  /** How often sessions are checked while nothing is sent, in ms. */
  recheckMs?: number
}

/** Opens the namespaces of a server. @returns what to await after the server was closed and before the database is. */
export function openNamespaces({ io }: Realtime, { session, recheckMs }: NamespaceOptions): () => Promise<void> {
  const closeOffice = openOffice(io, session, recheckMs)
  const closeScreens = openScreens(io)
  return async () => {
    closeOffice()
    await closeScreens()
  }
}

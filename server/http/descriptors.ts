/** How many connections the server may hold: each needs a file descriptor, and so do the database and every file. */
import { readFileSync } from 'node:fs'

/**
 * Kept free: up to 256 files of the embedded database (server/database/embedded-worker.ts), its connections, and files
 * that are being sent or written.
 */
const KEPT_FREE = 448
const LEAST = 64

/** The limit of this process; undefined where the system has none or does not tell, as on Windows. */
function descriptorLimit(limits: () => string): number | undefined {
  try {
    const soft = /^Max open files +(\d+)/m.exec(limits())?.[1]
    return soft ? Number(soft) : undefined
  } catch {
    return undefined
  }
}

export function connectionsAllowed(limits = () => readFileSync('/proc/self/limits', 'utf8')): number {
  const limit = descriptorLimit(limits)
  return limit === undefined ? Infinity : Math.max(LEAST, limit - KEPT_FREE)
}

import { createHmac } from 'node:crypto'
import type { H3Event } from 'h3'

/** A key of its own for each purpose, derived from the one secret of this installation. */
export function secretFor(event: H3Event, purpose: 'known-device' | 'password-reset'): Buffer {
  return createHmac('sha256', String(useRuntimeConfig(event).session.password))
    .update(purpose)
    .digest()
}

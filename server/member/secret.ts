import { createHmac } from 'node:crypto'
import type { H3Event } from 'h3'

/** Derives a separate key for each purpose from the one secret of this installation. */
export function secretFor(event: H3Event, purpose: 'known-device' | 'password-reset'): Buffer {
  return createHmac('sha256', String(useRuntimeConfig(event).session.password))
    .update(purpose)
    .digest()
}

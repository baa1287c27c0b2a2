/** What one connection may ask of the server. */
import { AppError } from '#shared/errors.ts'
import type { AckResult } from '#shared/realtime/protocol.ts'
import { answerUnknown } from './handle.ts'

/** Events per connection and window; an office page or a screen needs a handful. */
const EVENTS_PER_WINDOW = 60
const WINDOW_MS = 10_000
/** Whoever goes on regardless is cut off. */
const HOPELESS = EVENTS_PER_WINDOW * 10

interface Limitable {
  listeners: (event: never) => unknown[]
  use: (middleware: (packet: unknown[], next: (error?: Error) => void) => void) => unknown
  disconnect: (close: boolean) => unknown
}

/** Drops what exceeds the limit and what nobody listens to, answering where an answer is waited for. */
export function limitEvents(socket: Limitable): void {
  let windowStart = 0
  let count = 0
  socket.use((packet, next) => {
    const now = Date.now()
    if (now - windowStart > WINDOW_MS) {
      windowStart = now
      count = 0
    }
    count += 1
    if (count <= EVENTS_PER_WINDOW) return next()
    if (count > HOPELESS) return void socket.disconnect(true)
    const ack = packet.at(-1)
    if (typeof ack === 'function')
      (ack as (result: AckResult) => void)({ ok: false, error: new AppError('too_many').body })
  })
  answerUnknown(socket)
}

/** Every client event is answered in the ack form, whatever comes of it, and nothing that it causes is thrown out. */
import { toAppError } from '#server/error-handler.ts'
import type { AckResult } from '#shared/realtime/protocol.ts'

type Reply = (result: AckResult<unknown>) => void

/** A client may leave out the payload, the ack, or both; whatever else it appends is ignored. */
function readArguments(args: readonly unknown[]): { payload: unknown; reply: Reply } {
  const last = args.at(-1)
  const ack = typeof last === 'function' ? (last as Reply) : undefined
  return { payload: ack && args.length === 1 ? undefined : args[0], reply: (result) => ack?.(result) }
}

/**
 * @param args of the event, as the client sent them.
 * @param work gets the payload. Its result goes back as `data`; an AppError as `error`; any other throw as `internal`,
 * logged, telling nothing.
 */
export async function answer(args: readonly unknown[], work: (payload: unknown) => unknown): Promise<void> {
  const { payload, reply } = readArguments(args)
  try {
    reply({ ok: true, data: await work(payload) })
  } catch (error) {
    const known = toAppError(error)
    if (known.code === 'internal') console.error('[socket]', error)
    try {
      reply({ ok: false, error: known.body })
    } catch {
      // The connection went away while we worked: nobody is left to be told.
    }
  }
}

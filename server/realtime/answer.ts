/** Answers every client event in the ack form, even on errors; an exception never leaves the handler. */
import { toAppError } from '#server/error-handler.ts'
import { report } from '#server/log/report.ts'
import type { AckResult } from '#shared/realtime/protocol.ts'

type Reply = (result: AckResult<unknown>) => void

/** A client may leave out the payload, the ack, or both; further arguments are ignored. */
function readArguments(args: readonly unknown[]): { payload: unknown; reply: Reply } {
  const last = args.at(-1)
  const ack = typeof last === 'function' ? (last as Reply) : undefined
  return { payload: ack && args.length === 1 ? undefined : args[0], reply: (result) => ack?.(result) }
}

/**
 * @param args of the event, as the client sent them.
 * @param work receives the payload. Its result is sent back as `data`; an AppError as `error`; any other error as
 * `internal`, logged, without details for the client.
 */
export async function answer(args: readonly unknown[], work: (payload: unknown) => unknown): Promise<void> {
  const { payload, reply } = readArguments(args)
  try {
    reply({ ok: true, data: await work(payload) })
  } catch (error) {
    const known = toAppError(error)
    if (known.code === 'internal') report('error', 'socket', error)
    try {
      reply({ ok: false, error: known.body })
    } catch {
      // The connection was closed meanwhile, so the ack cannot be delivered.
    }
  }
}

/** The one way a client's event reaches a use case: parsed, answered in the ack form, and never able to throw out. */
import type { z } from 'zod'
import { toAppError } from '#server/error-handler.ts'
import type { AckResult } from '#shared/realtime/protocol.ts'
import { AppError, fromZod } from '#shared/errors.ts'

type Reply = (result: AckResult<unknown>) => void

/** A client may leave out the payload, the ack, or both; whatever else it appends is ignored. */
function readArguments(args: readonly unknown[]): { payload: unknown; reply: Reply } {
  const last = args.at(-1)
  const ack = typeof last === 'function' ? (last as Reply) : undefined
  return { payload: ack && args.length === 1 ? undefined : args[0], reply: (result) => ack?.(result) }
}

/**
 * Makes a listener of a use case.
 * @param schema what the payload must be; anything else is answered with `bad_input`.
 * @param run its result goes back as `data`; an AppError as `error`; any other throw as `internal`, logged, telling
 * nothing.
 */
export function handle<S extends z.ZodType, T>(
  schema: S,
  run: (data: z.output<S>) => Promise<T> | T,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const { payload, reply } = readArguments(args)
    try {
      const parsed = schema.safeParse(payload)
      if (!parsed.success) throw fromZod(parsed.error)
      reply({ ok: true, data: await run(parsed.data) })
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
}

interface Answering {
  use: (middleware: (packet: unknown[], next: (error?: Error) => void) => void) => unknown
  listeners: (event: never) => unknown[]
}

/** Answers events that nobody listens to, in any namespace, so that a client of another version is not left waiting. */
export function answerUnknown(socket: Answering): void {
  socket.use(([event, ...args], next) => {
    // `error` has a listener of the library's own, which only keeps Node from throwing.
    if (event !== 'error' && socket.listeners(event as never).length > 0) return next()
    readArguments(args).reply({
      ok: false,
      error: new AppError('bad_input', '服务器不认识这个请求，请刷新页面再试。').body,
    })
  })
}

/**
 * The single error handler of all routes: errors under /api are answered in the error form; for pages Nuxt shows its
 * error page.
 */
import { type H3Error, type H3Event, send, setResponseHeader, setResponseStatus } from 'h3'
import { ZodError } from 'zod'
import { Busy } from '#server/busy.ts'
import { AppError, type ErrorCode, ERROR_STATUS, fromZod } from '#shared/errors.ts'
import { keysOf } from '#shared/records.ts'

const CODE_OF_STATUS = new Map<number, ErrorCode>(keysOf(ERROR_STATUS).map((code) => [ERROR_STATUS[code], code]))

/** Converts any thrown value to an AppError; unexpected errors become `internal`, without details for the client. */
export function toAppError(error: unknown): AppError {
  const cause = error instanceof Error ? error.cause : undefined
  for (const candidate of [error, cause]) {
    if (candidate instanceof AppError) return candidate
    if (candidate instanceof ZodError) return fromZod(candidate)
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status < 500) return new AppError(CODE_OF_STATUS.get(status) ?? 'bad_input')
  return new AppError('internal')
}

export default async function handleError(error: H3Error, event: H3Event): Promise<void> {
  if (!event.path.startsWith('/api/') && !event.path.startsWith('/__nuxt_content/')) return
  const known = toAppError(error)
  if (known.code === 'internal') console.error(`[api] ${event.method} ${event.path.split('?')[0]}`, error)
  setResponseStatus(event, known.status)
  setResponseHeader(event, 'content-type', 'application/json; charset=utf-8')
  setResponseHeader(event, 'cache-control', 'no-store')
  if (known instanceof Busy) setResponseHeader(event, 'retry-after', known.retryAfterS)
  await send(event, JSON.stringify({ error: known.body }))
}

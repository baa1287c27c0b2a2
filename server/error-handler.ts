/**
 * The single error handler of all routes: errors under /api are answered in the error form; for pages Nuxt shows its
 * error page.
 */
import { type H3Error, type H3Event, send, setResponseHeader, setResponseStatus } from 'h3'
import { ZodError } from 'zod'
import { Busy } from '#server/busy.ts'
import { type Level, report } from '#server/log/report.ts'
import { shapeOf } from '#server/log/words.ts'
import { isAway } from './database-away.ts'
import { noteRefused } from './database-refused.ts'
import { AppError, type ErrorCode, ERROR_STATUS, fromZod } from '#shared/errors.ts'
import { keysOf } from '#shared/records.ts'

const CODE_OF_STATUS = new Map<number, ErrorCode>(keysOf(ERROR_STATUS).map((code) => [ERROR_STATUS[code], code]))

/** When a client that was told `unavailable` may try again, in seconds. */
const RETRY_AFTER = 2

/** Converts any thrown value to an AppError; unexpected errors become `internal`, without details for the client. */
export function toAppError(error: unknown): AppError {
  const cause = error instanceof Error ? error.cause : undefined
  for (const candidate of [error, cause]) {
    if (candidate instanceof AppError) return candidate
    if (candidate instanceof ZodError) return fromZod(candidate)
  }
  if (isAway(error)) return new AppError('unavailable', '系统暂时连不上数据库，请过一会儿再试。')
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status < 500) return new AppError(CODE_OF_STATUS.get(status) ?? 'bad_input')
  return new AppError('internal')
}

const whereOf = (event: H3Event) => ({ method: event.method, path: shapeOf(event.path) })

/** A phone that loses its network, or leaves the page: nobody waits for an answer, and nothing is wrong. */
const hasLeft = ({ node: { req, res } }: H3Event) => Boolean(res.destroyed) || (Boolean(req.destroyed) && !req.complete)

/** What a page gets from our own routes was reported there, and what a use case refuses is no fault of ours. */
function levelOf(error: Error, { code, status }: AppError): Level {
  const inner = error.cause instanceof Error ? error.cause : error
  const isMeant = inner instanceof AppError && code !== 'internal'
  return status < 500 || isMeant || inner.name === 'FetchError' ? 'debug' : 'error'
}

export default async function handleError(error: H3Error, event: H3Event): Promise<void> {
  if (hasLeft(event)) {
    report('debug', 'http', 'the client has left', whereOf(event))
    event._handled = true
    return
  }
  noteRefused(error)
  const known = toAppError(error)
  const isApi = event.path.startsWith('/api/') || event.path.startsWith('/__nuxt_content/')
  report(levelOf(error, known), isApi ? 'api' : 'page', error, { ...whereOf(event), status: known.status })
  if (!isApi) return
  setResponseStatus(event, known.status)
  setResponseHeader(event, 'content-type', 'application/json; charset=utf-8')
  setResponseHeader(event, 'cache-control', 'no-store')
  if (known instanceof Busy) setResponseHeader(event, 'retry-after', known.retryAfterS)
  else if (known.code === 'unavailable') setResponseHeader(event, 'retry-after', RETRY_AFTER)
  await send(event, JSON.stringify({ error: known.body }))
}

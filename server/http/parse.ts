/** Validation of requests: all client input is checked with a zod schema here, or answered with `bad_input`. */
import { getHeader, getQuery, getRouterParams, type H3Event, readRawBody } from 'h3'
import type { z } from 'zod'
import { AppError, fromZod } from '#shared/errors.ts'

/** The largest JSON body any route needs, in bytes; pictures have a route of their own. */
const MAX_BODY = 64 * 1024

/** Postgres cannot store U+0000 or half of a surrogate pair in text; people never type either. */
const SUSPECT = /\\u(?:0000|d[89a-f])|\0/i

/** An explicit stack instead of recursion: a body nested 30,000 levels deep must not overflow the call stack. */
function isStorable(body: unknown): boolean {
  const stack = [body]
  while (stack.length > 0) {
    const value = stack.pop()
    if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) return false
    if (typeof value === 'object' && value !== null) stack.push(...Object.keys(value), ...Object.values(value))
  }
  return true
}

/** The field of a body in which something cannot be stored. */
function fieldOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body'
  const found = Object.entries(body).find(([name, value]) => isStorable(name) && !isStorable(value))
  return found?.[0] ?? 'body'
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw fromZod(parsed.error)
  return parsed.data
}

/** @throws AppError `too_large`, or `bad_input` naming the fields; an empty body parses as `{}`. */
export async function parseBody<S extends z.ZodType>(event: H3Event, schema: S): Promise<z.output<S>> {
  // Checked by header, before a byte is read, so that nobody can make the server hold a gigabyte.
  if (Number(getHeader(event, 'content-length') ?? 0) > MAX_BODY) throw new AppError('too_large')
  if (getHeader(event, 'transfer-encoding')) throw new AppError('bad_input', '请求缺少长度。')
  const raw = await readRawBody(event, 'utf8')
  let value: unknown = {}
  if (raw) {
    try {
      value = JSON.parse(raw)
    } catch {
      throw new AppError('bad_input', '请求内容不是有效的 JSON。', { body: '不是有效的 JSON' })
    }
  }
  if (raw && SUSPECT.test(raw) && !isStorable(value))
    throw new AppError('bad_input', '内容里有不能保存的字符。', { [fieldOf(value)]: '含有不能保存的字符' })
  return check(schema, value)
}

export function parseQuery<S extends z.ZodType>(event: H3Event, schema: S): z.output<S> {
  return check(schema, getQuery(event))
}

export function parseParams<S extends z.ZodType>(event: H3Event, schema: S): z.output<S> {
  return check(schema, getRouterParams(event, { decode: true }))
}

/** The common error format: HTTP bodies and socket acks carry `{ error: { code, message, fields? } }`. */
import type { ZodError } from 'zod'

export const ERROR_STATUS = {
  bad_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  // Before `conflict`, which any other 409 is read as.
  other_member: 409,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof ERROR_STATUS

const DEFAULT_MESSAGE: Record<ErrorCode, string> = {
  bad_input: '填写的内容有误，请检查后再试。',
  unauthenticated: '请先登录。',
  forbidden: '您的角色不能做这一步。需要的话，请联盟管理员帮忙。',
  not_found: '没有找到这项内容，可能已经删除。请回上一页看看。',
  method_not_allowed: '不支持这种请求方式。',
  conflict: '内容已被别人改过，请刷新后再试。',
  other_member: '这个浏览器里现在登录的是另一位成员，这一步没有做。',
  gone: '这里已经关闭了，请回首页。',
  too_large: '内容太长了，请删短一些再试。',
  too_many: '操作太频繁，请稍后再试。',
  internal: '系统出了点问题，请稍后再试。',
  unavailable: '系统正在启动或维护，请稍后再试。',
}

export interface ErrorBody {
  code: ErrorCode
  /** For people, in Chinese. */
  message: string
  /** Path of the field, e.g. `answers.0.choice` → what is wrong with it, in Chinese. */
  fields?: Record<string, string>
  /** Only for a `conflict` over a stale revision: the row as it is stored now, as its page gets it. */
  current?: object
}

/** An expected error: its message may be shown to the client that caused it. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string> | undefined
  readonly current: object | undefined
  constructor(
    code: ErrorCode,
    message: string = DEFAULT_MESSAGE[code],
    fields?: Record<string, string>,
    current?: object,
  ) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.fields = fields
    this.current = current
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }

  get body(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.fields && { fields: this.fields }),
      ...(this.current && { current: this.current }),
    }
  }
}

/**
 * Somebody else has saved since this form was opened. The form shows both texts and keeps its own.
 * @param current the stored row with its revision, in the shape in which the page gets it
 */
export const staleRow = (
  current: { revision: number },
  message = '在您填写的时候，别人改过这里。您填的还在。',
): AppError => new AppError('conflict', message, undefined, current)

const FINAL: ReadonlySet<ErrorCode> = new Set([
  'bad_input',
  'unauthenticated',
  'not_found',
  'gone',
  'conflict',
  'other_member',
  'too_large',
])

/** Whether a retry with the same data is useless. */
export const isFinal = (error: AppError) => FINAL.has(error.code)

/**
 * Converts a zod error to the error form, with the path of each invalid field. `ours` are the Chinese messages written
 * in a schema.
 */
export function fromZod(error: ZodError): AppError {
  const fields: Record<string, string> = {}
  for (const issue of error.issues.slice(0, 20)) {
    const path = issue.path.map(String).join('.').slice(0, 120) || 'body'
    fields[path] ??= issue.message
  }
  return new AppError('bad_input', DEFAULT_MESSAGE.bad_input, fields)
}

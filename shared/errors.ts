/** The common error format: HTTP bodies and socket acks carry `{ error: { code, message, fields? } }`. */
import type { ZodError } from 'zod'

export const ERROR_STATUS = {
  bad_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
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
}

/** An expected error: its message may be shown to the client that caused it. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string> | undefined
  constructor(code: ErrorCode, message: string = DEFAULT_MESSAGE[code], fields?: Record<string, string>) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.fields = fields
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }

  get body(): ErrorBody {
    return { code: this.code, message: this.message, ...(this.fields && { fields: this.fields }) }
  }
}

const FINAL: ReadonlySet<ErrorCode> = new Set([
  'bad_input',
  'unauthenticated',
  'not_found',
  'gone',
  'conflict',
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

/** Error messages for schemas without a message of their own: zod's Chinese messages contain English type names. */
import type { z } from 'zod'

/** For `z.config({ localeError })`. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null ? '没有填写' : '格式不对'
    case 'invalid_value':
      return '不在可选的范围内'
    case 'too_small':
      return issue.origin === 'string'
        ? `至少 ${issue.minimum} 个字`
        : issue.origin === 'array'
          ? `至少 ${issue.minimum} 项`
          : `至少是 ${issue.minimum}`
    case 'too_big':
      return issue.origin === 'string'
        ? `最多 ${issue.maximum} 个字`
        : issue.origin === 'array'
          ? `最多 ${issue.maximum} 项`
          : `至多是 ${issue.maximum}`
    case 'unrecognized_keys':
      return '有不认识的内容'
    default:
      return '格式不对'
  }
}

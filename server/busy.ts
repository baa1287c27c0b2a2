import { AppError, type ErrorCode } from '#shared/errors.ts'

/** Try again later: the error handler sends the time as `retry-after`, and a phone's outbox keeps what it owes. */
export class Busy extends AppError {
  readonly retryAfterS: number
  constructor(code: Extract<ErrorCode, 'too_many' | 'unavailable'>, message: string, retryAfterS: number) {
    super(code, message)
    this.retryAfterS = retryAfterS
  }
}

import { defineEventHandler } from 'h3'
import { AppError } from '#shared/errors.ts'

/** An unknown address under /api answers the error form, not a page. */
export default defineEventHandler((): never => {
  throw new AppError('not_found')
})

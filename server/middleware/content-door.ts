import { defineEventHandler } from 'h3'
import { holdsContentKey } from '#server/content/door.ts'
import { AppError } from '#shared/errors.ts'

export default defineEventHandler((event) => {
  if (event.path.startsWith('/__nuxt_content') && !holdsContentKey(event)) throw new AppError('not_found')
})

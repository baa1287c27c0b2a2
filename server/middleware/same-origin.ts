import { defineEventHandler } from 'h3'
import { serverEnv } from '#server/env.ts'
import { isOwnWrite } from '#server/http/same-origin.ts'
import { AppError } from '#shared/errors.ts'

export default defineEventHandler((event) => {
  if (!event.path.startsWith('/api/')) return
  // The session route of nuxt-auth-utils itself would set a cookie for every visitor; we use /api/session instead.
  if (event.path.startsWith('/api/_auth/')) throw new AppError('not_found')
  if (!isOwnWrite(event.method, event.node.req.headers, serverEnv.publicUrl))
    throw new AppError('forbidden', '这一步没有做成。请重新打开本站的网页，再试一次。')
})

import { defineEventHandler } from 'h3'
import { serverEnv } from '#server/env.ts'
import { createRealtime, provideRealtime, useRealtime } from '#server/realtime/io.ts'
import { wire } from '#server/wiring.ts'
import { AppError } from '#shared/errors.ts'

export default defineNitroPlugin(async (nitroApp) => {
  if (import.meta.prerender) return
  // HTTP long polling. WebSocket upgrades do not pass Nitro: the production entry hands them to the engine (in
  // development there is only polling).
  nitroApp.router.use(
    '/socket.io/',
    defineEventHandler((event) => {
      const realtime = useRealtime()
      if (!realtime) throw new AppError('unavailable')
      realtime.engine.handleRequest(event.node.req as never, event.node.res)
      event._handled = true
    }),
  )
  const realtime = await createRealtime(serverEnv.redisUrl)
  const { session, app } = useRuntimeConfig()
  const { name, password, maxAge } = session
  const wired = wire(realtime, { session: { name: name!, password, maxAge: maxAge! }, build: app.buildId })
  provideRealtime(realtime)
  nitroApp.hooks.hook('stopping', async () => {
    provideRealtime(undefined)
    await wired.close()
  })
})

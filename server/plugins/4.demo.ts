import { serverEnv } from '#server/env.ts'
import { DEMO_BANNER } from '#server/site/demo-banner.ts'

export default defineNitroPlugin((nitroApp) => {
  if (!serverEnv.isDemo) return
  nitroApp.hooks.hook('render:html', (html) => {
    html.bodyPrepend.unshift(DEMO_BANNER)
  })
})

import { isScreenPath, SCREEN_BUILD_HEADER } from '#shared/screen/address.ts'

/** Marks the page of hall screens as ours and of this build; it is asked for at every start. */
export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  nitroApp.hooks.hook('render:response', (response, { event }) => {
    if (!isScreenPath(event.path) || response.statusCode !== 200) return
    response.headers = {
      ...response.headers,
      [SCREEN_BUILD_HEADER]: useRuntimeConfig().app.buildId,
      'cache-control': 'no-cache',
    }
  })
})

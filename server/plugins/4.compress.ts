import { compressResponse } from '#server/http/compress.ts'

export default defineNitroPlugin((nitroApp) => {
  if (import.meta.prerender) return
  nitroApp.hooks.hook('beforeResponse', compressResponse)
})

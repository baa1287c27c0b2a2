import { z } from 'zod'
import { plainWords } from '#server/http/zod-words.ts'
import { openDatabase, provideDatabase } from '#server/database/client.ts'
import { databaseTarget } from '#server/database/target.ts'

export default defineNitroPlugin((nitroApp) => {
  // Messages of failed checks are shown to people unchanged.
  z.config({ localeError: plainWords })
  // Prerendering during the build loads the same plugins; an open pool would keep that process from ending.
  if (import.meta.prerender) return
  const target = databaseTarget()
  const handle = openDatabase(target, { max: 'url' in target ? 16 : 8 })
  provideDatabase(handle)
  nitroApp.hooks.hook('close', async () => {
    provideDatabase(undefined)
    await handle.close()
  })
})

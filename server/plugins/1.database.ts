import { z } from 'zod'
import { plainWords } from '#server/http/zod-words.ts'
import { openDatabase, provideDatabase } from '#server/database/client.ts'
import { watchSilence } from '#server/database/silence.ts'
import { databaseTarget } from '#server/database/target.ts'

export default defineNitroPlugin((nitroApp) => {
  // Messages of failed checks are shown to people unchanged.
  z.config({ localeError: plainWords })
  // Prerendering during the build loads the same plugins; an open pool would keep that process from ending.
  if (import.meta.prerender) return
  const target = databaseTarget()
  const handle = openDatabase(target, { max: 'url' in target ? 16 : 8 })
  provideDatabase(handle)
  // The embedded one is a part of this process.
  const stopWatching = 'url' in target ? watchSilence(target, handle.sql) : undefined
  nitroApp.hooks.hook('close', async () => {
    provideDatabase(undefined)
    await Promise.all([handle.close(), stopWatching?.()])
  })
})

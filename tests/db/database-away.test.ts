/** What a request hears while the database is away: that it may come again, and never that something is broken. */
import { rmSync } from 'node:fs'
import { v7 } from 'uuid'
import { describe, expect, it, vi } from 'vitest'
import { openDatabase, provideDatabase } from '#server/database/client.ts'
import { startEmbedded } from '#server/database/embedded.ts'
import { migrateDatabase } from '#server/database/migrate.ts'
import { watchSilence } from '#server/database/silence.ts'
import { databaseStores } from '#server/database/stores.ts'
import { toAppError } from '#server/error-handler.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult, startAttempt } from '#server/quiz/attempts.ts'
import { recordScan, viewCode } from '#server/quiz/scans.ts'
import { shareAttempt } from '#server/quiz/shares.ts'
import { listScreens } from '#server/screen/list.ts'
import { openPairing } from '#server/screen/pairing.ts'
import { newToken } from '../fixtures/attempt.ts'
import { startCutProxy } from '../fixtures/cut-proxy.ts'
import { databases } from '../fixtures/database.ts'
import { ownFolder } from '../fixtures/leftovers.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const server = (await databases()).find(({ name }) => name === 'server')

/** The codes of the errors of all that phones, screens and the office ask for. */
async function hear(seed: Seed): Promise<string[]> {
  const [id, token] = [v7(), newToken()]
  const asked = await Promise.allSettled([
    viewCode(seed.code),
    recordScan(seed.code, v7(), { token: () => token }),
    startAttempt({ id, code: seed.code, seen: [], token: () => token }),
    readAttempt(id, token),
    submitAnswers(id, token, [{ position: 0, choice: 'scam' }]),
    readResult(id, token),
    shareAttempt(id, token, v7()),
    openPairing('test'),
    listScreens(seed.stationId),
  ])
  return [...new Set(asked.map((one) => (one.status === 'fulfilled' ? 'fine' : toAppError(one.reason).code)))]
}

describe('a database that is away', () => {
  it.skipIf(!server)(
    'is unavailable while a server is cut off, and all is well when it is back',
    async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {})
      useRealLibrary()
      const database = await server!.create()
      const proxy = await startCutProxy((database.target as { url: string }).url)
      const handle = openDatabase({ url: proxy.url })
      try {
        const seed = await seedStation(database.db)
        provideDatabase(handle)
        // An unknown attempt is `not_found`.
        const well = ['fine', 'not_found']
        expect((await hear(seed)).toSorted()).toEqual(well)
        await proxy.cut()
        for (let time = 0; time < 3; time++) expect(await hear(seed)).toEqual(['unavailable'])
        expect(await databaseStores()).toBe(false)
        await proxy.heal()
        await vi.waitFor(async () => expect((await hear(seed)).toSorted()).toEqual(well), { timeout: 15_000 })
        await vi.waitFor(async () => expect(await databaseStores()).toBe(true), { timeout: 5_000 })
        proxy.hang()
        const from = performance.now()
        await vi.waitFor(async () => expect(await databaseStores()).toBe(false), { timeout: 5_000 })
        expect(performance.now() - from).toBeLessThan(5_000)
        // What waits for a server that hangs is told so as well, and the return is noticed.
        const stop = watchSilence({ url: proxy.url }, handle.sql, { everyMs: 100, silenceMs: 1_000 })
        expect(await hear(seed)).toEqual(['unavailable'])
        expect(performance.now() - from).toBeLessThan(20_000)
        await proxy.heal()
        await vi.waitFor(async () => expect((await hear(seed)).toSorted()).toEqual(well), { timeout: 15_000 })
        await stop()
      } finally {
        await proxy.close()
        await handle.close()
        await database.drop()
        vi.restoreAllMocks()
      }
    },
    60_000,
  )

  it('is unavailable when an embedded one has ended', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    useRealLibrary()
    const dir = ownFolder()
    const embedded = await startEmbedded(dir)
    const target = { embedded: embedded.address }
    await migrateDatabase(target)
    const handle = openDatabase(target)
    provideDatabase(handle)
    try {
      const seed = await seedStation(handle.db)
      await embedded.close()
      for (let time = 0; time < 3; time++) expect(await hear(seed)).toEqual(['unavailable'])
    } finally {
      provideDatabase(undefined)
      await handle.close()
      await embedded.close()
      rmSync(dir, { recursive: true, force: true })
      vi.restoreAllMocks()
    }
  }, 60_000)
})

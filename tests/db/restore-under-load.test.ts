/** `npm run restore` into a Postgres that servers are writing to: what a phone was told is stored stays stored. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkBackup, readRows } from '#server/database/backup-file.ts'
import { writeBackup } from '#server/database/backup.ts'
import { restoreBackup } from '#server/database/restore.ts'
import { snapshotDir } from '#server/database/snapshots.ts'
import { toAppError } from '#server/error-handler.ts'
import { submitAnswers } from '#server/quiz/answers.ts'
import { readAttempt, readResult, startAttempt } from '#server/quiz/attempts.ts'
import { newToken } from '../fixtures/attempt.ts'
import { databases, type TestDatabase } from '../fixtures/database.ts'
import { launch } from '../fixtures/launch.ts'
import { useRealLibrary } from '../fixtures/library.ts'
import { seedStation, type Seed } from '../fixtures/station.ts'

const server = (await databases()).find(({ name }) => name === 'server')

describe.skipIf(!server)('a restore under load', () => {
  const dir = mkdtempSync(join(tmpdir(), 'jmt-load-'))
  const file = join(dir, 'backup.ndjson.gz')
  let database: TestDatabase
  let url: string
  let seed: Seed
  beforeAll(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    useRealLibrary()
    database = await server!.create()
    ;({ url } = database.target as { url: string })
    seed = await seedStation(database.db)
    await writeBackup(database.target, file)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await database.drop()
    rmSync(dir, { recursive: true, force: true })
  })

  /** Phones that answer until they are told to stop. */
  function answering(phones: number) {
    const acked: string[] = []
    const refused = new Set<string>()
    const over = new AbortController()
    const phone = async () => {
      while (!over.signal.aborted) {
        const token = newToken()
        try {
          const { id } = await startAttempt({ id: v7(), code: seed.code, seen: [], token: () => token })
          for (let position = 0; position < 10 && !over.signal.aborted; position++) {
            await submitAnswers(id, token, [{ position, choice: 'scam' }])
            acked.push(`${id} ${position}`)
          }
        } catch (error) {
          refused.add(toAppError(error).code)
        }
      }
    }
    const running = Promise.all(Array.from({ length: phones }, phone))
    return { acked, refused, stop: () => (over.abort(), running) }
  }

  /** The answers in a copy, as `attempt position`. */
  async function answersIn(copy: string): Promise<string[]> {
    const { header } = await checkBackup(copy)
    const table = header.tables.findIndex(({ name }) => name === 'answers')
    const [id, position] = ['attempt_id', 'position'].map((name) => header.tables[table]!.columns.indexOf(name) + 1)
    const found: string[] = []
    for await (const { table: own, lines } of readRows(copy, 500))
      if (own === table)
        for (const line of lines) {
          const values = JSON.parse(line) as string[]
          found.push(`${values[id!]} ${values[position!]}`)
        }
    return found
  }

  it('loses no answer that was acked: each is in the data or in a copy that the restore has kept', async () => {
    const load = answering(24)
    for (let round = 1; round <= 4; round++) {
      const enough = load.acked.length + 300
      await vi.waitFor(() => expect(load.acked.length).toBeGreaterThan(enough), { timeout: 30_000 })
      const { code, stdout, stderr } = await launch('restore', [file, '--yes'], { DATA_DIR: dir, DATABASE_URL: url })
      expect([code, stderr], stdout).toEqual([0, ''])
    }
    const enough = load.acked.length + 300
    await vi.waitFor(() => expect(load.acked.length).toBeGreaterThan(enough), { timeout: 30_000 })
    await load.stop()
    const copies = readdirSync(snapshotDir(dir)).filter((name) => name.startsWith('before-restore-'))
    expect(copies).toHaveLength(4)
    const live = await database.sql`select attempt_id || ' ' || position as answer from answers`
    const kept = new Set(live.map(({ answer }) => answer as string))
    for (const copy of copies) for (const answer of await answersIn(join(snapshotDir(dir), copy))) kept.add(answer)
    expect(load.acked.filter((answer) => !kept.has(answer))).toEqual([])
    // The campaign runs on, so no phone may hear that it has ended.
    expect([...load.refused].filter((code) => code !== 'not_found' && code !== 'unavailable')).toEqual([])
  }, 180_000)

  it('calls an attempt that the backup does not have unknown, and not over', async () => {
    const token = newToken()
    const { id } = await startAttempt({ id: v7(), code: seed.code, seen: [], token: () => token })
    await submitAnswers(id, token, [{ position: 0, choice: 'scam' }])
    await restoreBackup(database.target, file)
    const unknown = { code: 'not_found' }
    await expect(submitAnswers(id, token, [{ position: 1, choice: 'scam' }])).rejects.toMatchObject(unknown)
    await expect(readAttempt(id, token)).rejects.toMatchObject(unknown)
    await expect(readResult(id, token)).rejects.toMatchObject(unknown)
  })

  it('gives way to a transaction that stays open, and says so in one line', async () => {
    await database.sql.begin(async (tx) => {
      await tx`select from answers for update`
      await expect(restoreBackup(database.target, file, undefined, { patienceMs: 1_500 })).rejects.toMatchObject({
        code: 'database_busy',
      })
      // It has not held up the others, and has changed nothing.
      expect(await tx`select id from campaigns`).toHaveLength(1)
    })
  })
})

/** `/api/ready` on a full or read-only disk, before anybody has tried to store anything. */
import { appendFileSync, cpSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { type DatabaseHandle, openDatabase, provideDatabase } from '#server/database/client.ts'
import { type EmbeddedDatabase, startEmbedded } from '#server/database/embedded.ts'
import { databaseStores } from '#server/database/stores.ts'
import { noteRefused } from '#server/database-refused.ts'
import { canMount, cutDisk, type Disk, smallDisk } from '../fixtures/disk.ts'

const can = canMount()
const opened: (() => unknown)[] = []
afterEach(async () => {
  provideDatabase(undefined)
  for (const undo of opened.splice(0).toReversed()) await undo()
})

async function databaseOn<D extends Disk>(disk: D): Promise<{ embedded: EmbeddedDatabase; handle: DatabaseHandle }> {
  opened.push(disk.remove)
  const dataDir = join(disk.dir, 'data')
  cpSync(inject('migratedFolder'), dataDir, { recursive: true })
  const embedded = await startEmbedded(dataDir)
  const handle = openDatabase({ embedded: embedded.address }, { max: 2 })
  opened.push(
    () => embedded.close().catch(() => {}),
    () => handle.close(),
  )
  provideDatabase(handle)
  await says(true)
  return { embedded, handle }
}

/** Asked anew: an answer counts for a second. */
const says = (expected: boolean) =>
  vi.waitFor(async () => expect(await databaseStores()).toBe(expected), { timeout: 5_000, interval: 100 })

describe.runIf(can.loop)('a disk that becomes read-only', { timeout: 180_000 }, () => {
  it('is told of within five seconds, and ends the database', async () => {
    const disk = cutDisk(256)
    const { embedded } = await databaseOn(disk)
    disk.makeReadOnly()
    await says(false)
    expect(await embedded.lost).toMatchObject({ disk: 'EROFS' })
  })
})

describe.runIf(can.memory)('a full disk', { timeout: 180_000 }, () => {
  it('is told of while the log still has room, and its end, too', async () => {
    const disk = smallDisk(200)
    const { handle } = await databaseOn(disk)
    const filler = join(disk.dir, 'filler')
    for (let block = Buffer.alloc(1_000_000); block.length >= 4_000; block = block.subarray(0, block.length / 4))
      for (;;) {
        const { bavail, bsize } = statfsSync(disk.dir)
        if (bavail * bsize < block.length) break
        appendFileSync(filler, block)
      }
    const grown = handle.sql`create temporary table more as select repeat(md5(n::text), 200) as filler
      from generate_series(1, 2000) n`
    noteRefused(await grown.catch((error: unknown) => error))
    await says(false)
    rmSync(filler)
    await says(true)
  })
})

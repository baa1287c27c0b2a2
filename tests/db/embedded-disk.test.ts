import { appendFileSync, cpSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { connect, disconnect } from '#server/database/connect.ts'
import { startEmbedded } from '#server/database/embedded.ts'
import { lowSpace, watchSpace } from '#server/database/space.ts'
import { spaceLeft } from '#server/site/space.ts'
import { canMount, cutDisk, type Disk, smallDisk } from '../fixtures/disk.ts'
import { launch } from '../fixtures/launch.ts'
import { startWriter, type Writer } from '../fixtures/writer.ts'

const can = canMount()
const opened: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  for (const undo of opened.splice(0).toReversed()) await undo()
})

function place<D extends Disk>(disk: D): D {
  opened.push(disk.remove)
  return disk
}

function write(dataDir: string, logBytes = 0): Writer {
  const writer = startWriter(dataDir, logBytes)
  opened.push(async () => {
    writer.signal('SIGKILL')
    await writer.ended
  })
  return writer
}

/** Leaves this many bytes on the disk, which another process may be filling, too. */
function fill(dir: string, left: number): string {
  const file = join(dir, 'filler')
  rmSync(file, { force: true })
  const block = Buffer.alloc(250_000)
  for (;;) {
    const { bavail, bsize } = statfsSync(dir)
    if (bavail * bsize < left + block.length) return file
    appendFileSync(file, block)
  }
}

async function written(dataDir: string): Promise<number[]> {
  const { address, close } = await startEmbedded(dataDir)
  const sql = connect({ embedded: address }, { max: 1 })
  const rows = await sql<{ n: number }[]>`select n from written order by n`
  await disconnect(sql)
  await close()
  return rows.map(({ n }) => n)
}

describe.runIf(can.memory)('a full disk', { timeout: 120_000 }, () => {
  it('ends the process at once, with one line and nothing lost, and space makes it well again', async () => {
    const { dir } = place(smallDisk(160))
    const data = join(dir, 'data')
    cpSync(inject('migratedFolder'), data, { recursive: true })
    const writer = write(data, 300_000)
    await expect.poll(() => writer.acked.length, { timeout: 60_000 }).toBeGreaterThan(3)
    const filler = fill(dir, 4_000_000)
    expect(await writer.ended).toBe(1)
    expect(writer.errors()).toMatch(/^\[disk_full\] .*磁盘满了.*\n$/)
    rmSync(filler)
    const numbers = await written(data)
    expect(numbers).toEqual(expect.arrayContaining(writer.acked.map(({ n }) => n)))
  })

  it('is told of before it is full', async () => {
    const { dir } = place(smallDisk(60))
    expect(await lowSpace(dir)).toBeGreaterThan(50)
    fill(dir, 10_000_000)
    expect(await lowSpace(dir)).toBeLessThanOrEqual(10)
    expect(await lowSpace(join(dir, 'none'))).toBeUndefined()
    // In the office, and in the log.
    vi.stubEnv('DATA_DIR', dir)
    expect(await spaceLeft()).toBeLessThanOrEqual(10)
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    watchSpace(dir)
    await expect
      .poll(() => warned.mock.calls, { timeout: 10_000 })
      .toEqual([[expect.stringMatching(/^warn \[disk\] .*只剩 \d+ MB/)]])
  })

  it('is named at the start, before advice that would throw good data away', async () => {
    const { dir } = place(smallDisk(120))
    fill(dir, 60_000_000)
    const first = await launch('serve', [], { DATA_DIR: join(dir, 'new'), PORT: '1' })
    expect(first.stderr).toMatch(/^\[disk_full\] .*只剩 \d+ MB，至少要 100 MB.*\n$/)
    rmSync(join(dir, 'filler'))
    cpSync(inject('migratedFolder'), join(dir, 'data'), { recursive: true })
    for (const left of [10_000_000, 0]) {
      fill(dir, left)
      const next = await launch('serve', [], { DATA_DIR: join(dir, 'data'), PORT: '1' })
      expect(next.stderr).toMatch(/^\[disk_full\] .*请不要移动或删除.*\n$/)
      expect(next.code).toBe(1)
    }
  })
})

describe.runIf(can.loop)('a disk that becomes read-only', { timeout: 120_000 }, () => {
  it('ends the process at once, with one line', async () => {
    const disk = place(cutDisk(256))
    const data = join(disk.dir, 'data')
    cpSync(inject('migratedFolder'), data, { recursive: true })
    const writer = write(data)
    await expect.poll(() => writer.acked.length, { timeout: 60_000 }).toBeGreaterThan(3)
    disk.makeReadOnly()
    expect(await writer.ended).toBe(1)
    expect(writer.errors()).toMatch(/^\[data_unwritable\] .*只读.*\n$/)
  })
})

describe.runIf(can.loop)('a power cut', { timeout: 180_000 }, () => {
  it('costs two seconds at most, of a database that is some seconds old and of an older one', async () => {
    const disk = place(cutDisk(512))
    const writer = write(join(disk.dir, 'data'), 2_000)
    await expect.poll(() => writer.acked.length, { timeout: 90_000 }).toBeGreaterThan(0)
    for (const ms of [1_000, 4_000]) {
      const from = performance.now()
      await expect.poll(() => performance.now() - from, { timeout: 30_000, interval: 20 }).toBeGreaterThan(ms)
      // So that what was acked until now is known; a power cut ends the process as well.
      writer.signal('SIGSTOP')
      const at = performance.now()
      const { dir } = disk.cut()
      const numbers = await written(join(dir, 'data'))
      const due = writer.acked.filter((one) => one.at < at - 2_000).map(({ n }) => n)
      expect(numbers).toEqual(expect.arrayContaining(due))
      // No gaps: what is there is a beginning of what was stored.
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      writer.signal('SIGCONT')
    }
    expect(writer.errors()).toBe('')
  })
})

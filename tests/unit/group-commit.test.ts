import fc from 'fast-check'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GroupCommit } from '#server/database/group-commit.ts'

interface Job {
  id: number
  size: number
  refused: boolean
}
const refusal = () =>
  Object.assign(Object.create(postgres.PostgresError.prototype) as object, { code: '23503', message: 'refused' })
const messages = { busy: 'busy', failed: 'failed' }
const jobs = (count: number): Job[] => Array.from({ length: count }, (_, id) => ({ id, size: 1, refused: false }))

/** Several turns of the event loop, in which other calls can arrive. */
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A mock database that keeps what was committed, and every batch it was sent. */
function database() {
  const committed: number[] = []
  const batches: Job[][] = []
  const running = { now: 0, most: 0 }
  return {
    committed,
    batches,
    running,
    store: async (batch: readonly Job[]) => {
      batches.push([...batch])
      running.most = Math.max(running.most, ++running.now)
      await turns(batch[0]!.id % 3)
      running.now--
      if (batch.some(({ refused }) => refused)) throw refusal()
      committed.push(...batch.map(({ id }) => id))
      return batch.map(({ id }) => `stored ${id}`)
    },
  }
}

describe('a group commit', () => {
  // Keeps the error log out of the test report.
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
  afterEach(() => vi.restoreAllMocks())

  it('gives each caller the result of its own job after its commit, commits each once, in their order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            size: fc.integer({ min: 0, max: 5 }),
            refused: fc.boolean(),
            wait: fc.integer({ max: 2, min: 0 }),
          }),
          { maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        async (plan, maxBatch, inFlight, worthwhile) => {
          const { store, committed, batches, running } = database()
          const commits = new GroupCommit({
            store,
            sizeOf: (job: Job) => job.size,
            maxBatch,
            inFlight,
            worthwhile,
            messages,
            name: 'test',
          })
          const told: Promise<unknown>[] = []
          for (const [id, { size, refused, wait }] of plan.entries()) {
            told.push(
              commits.commit({ id, size, refused }).then(
                (result) => ({ result, committed: committed.includes(id) }),
                (error: { code: string }) => error.code,
              ),
            )
            await turns(wait)
          }
          expect(await Promise.all(told)).toEqual(
            plan.map(({ refused }, id) => (refused ? 'unavailable' : { result: `stored ${id}`, committed: true })),
          )
          const kept = [...plan.keys()].filter((id) => !plan[id]!.refused)
          expect(inFlight === 1 ? committed : committed.toSorted((a, b) => a - b)).toEqual(kept)
          expect(running.most).toBeLessThanOrEqual(inFlight)
          const rows = (batch: readonly Job[]) => batch.reduce((sum, { size }) => sum + Math.max(1, size), 0)
          for (const batch of batches) expect(batch.length === 1 || rows(batch) <= maxBatch).toBe(true)
        },
      ),
      { numRuns: 200 },
    ))

  it('stores as many batches at once as it may, and drains them all', async () => {
    const open: (() => void)[] = []
    const commits = new GroupCommit({
      store: (batch: readonly Job[]) =>
        new Promise<string[]>((resolve) => open.push(() => resolve(batch.map(({ id }) => String(id))))),
      inFlight: 2,
      messages,
      name: 'test',
    })
    const told: Promise<string>[] = []
    for (const job of jobs(3)) {
      told.push(commits.commit(job))
      await turns(2)
    }
    expect(open).toHaveLength(2)
    let drained = false
    const draining = commits.drain().then(() => (drained = true))
    open[1]!()
    await expect.poll(() => open).toHaveLength(3)
    open[2]!()
    await told[2]
    await turns(2)
    expect(drained).toBe(false)
    open[0]!()
    await draining
    expect(await Promise.all(told)).toEqual(['0', '1', '2'])
  })

  it('stores a second batch beside the first only when it is worthwhile', async () => {
    const open: (() => void)[] = []
    const sizes: number[] = []
    const commits = new GroupCommit({
      store: (batch: readonly Job[]) => {
        sizes.push(batch.length)
        return new Promise<number[]>((resolve) => open.push(() => resolve(batch.map(({ id }) => id))))
      },
      inFlight: 2,
      worthwhile: 3,
      messages,
      name: 'test',
    })
    const told: Promise<number>[] = []
    for (const job of jobs(6)) {
      told.push(commits.commit(job))
      await turns(2)
    }
    expect(sizes).toEqual([1, 3])
    // Both end in the same turn; the waiting batch must still be sent.
    for (const done of open.splice(0)) done()
    await expect.poll(() => sizes).toEqual([1, 3, 2])
    open[0]!()
    expect(await Promise.all(told)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('does not guess whose result is missing', async () => {
    const commits = new GroupCommit({
      store: async (batch: readonly Job[]) => batch.slice(1),
      messages,
      name: 'test',
    })
    const told = await Promise.allSettled(jobs(3).map((job) => commits.commit(job)))
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  })

  it('does not take a time limit of the database for a refusal of one job', async () => {
    const store = vi.fn<(batch: readonly Job[]) => Promise<string[]>>(async () => {
      throw Object.assign(refusal(), { code: '57014' })
    })
    const commits = new GroupCommit({ store, messages, name: 'test' })
    const told = await Promise.allSettled(jobs(4).map((job) => commits.commit(job)))
    expect(told.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
    expect(store).toHaveBeenCalledTimes(1)
  })

  it('counts what waits, not what is being stored, and words both reasons', async () => {
    const { store } = database()
    let open = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const commits = new GroupCommit({
      store: (batch: readonly Job[]) => gate.then(() => store(batch)),
      maxWaiting: 2,
      messages,
      name: 'test',
    })
    const [first, ...others] = jobs(4)
    const told = [commits.commit(first!)]
    await turns(2)
    told.push(...others.map((job) => commits.commit(job)))
    await expect(told[3]).rejects.toMatchObject({ code: 'unavailable', message: 'busy' })
    open()
    expect(await Promise.all(told.slice(0, 3))).toEqual(['stored 0', 'stored 1', 'stored 2'])
    await expect(commits.commit({ id: 9, size: 1, refused: true })).rejects.toMatchObject({ message: 'failed' })
  })
})
